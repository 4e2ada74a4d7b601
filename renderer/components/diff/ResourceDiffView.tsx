import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import { duration } from '../../state/relativeTime.ts';
import { IconButton } from '../IconButton.tsx';
import { SegmentedControl } from '../SegmentedControl.tsx';
import { lineNotes, ownerWords } from './annotations.ts';
import styles from './diff.module.css';
import type { MountedDiff } from './mount.ts';
import { mountDiff } from './mount.ts';
import type { DiffMode } from './words.ts';
import { BASIS_WORDS, effectiveMode } from './words.ts';
import { lineCount, manifestText } from './yaml.ts';

/** For the keys n and p, which belong to the page. */
export interface DiffController {
  next(): void;
  previous(): void;
}

export interface ResourceDiffViewProps {
  readonly diff: ResourceDiff;
  readonly mode: DiffMode;
  readonly onMode: (mode: DiffMode) => void;
  readonly ref?: Ref<DiffController>;
}

const MODES = [
  { value: 'split', label: 'Side by side' },
  { value: 'unified', label: 'Unified' },
  { value: 'whole', label: 'Whole object' },
] as const;

/** How a live object differs from what it will be. */
export function ResourceDiffView({ diff, mode, onMode, ref }: ResourceDiffViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const mounted = useRef<MountedDiff>(undefined);
  const texts = useMemo(() => {
    const before = diff.live === undefined ? undefined : manifestText(diff.live);
    const after = diff.predicted === undefined ? undefined : manifestText(diff.predicted);
    return { before, after };
  }, [diff]);
  const lines = Math.max(lineCount(texts.before ?? ''), lineCount(texts.after ?? ''));
  const shown = effectiveMode(mode, lines);
  const isWhole = texts.before === undefined || texts.after === undefined;

  useEffect(() => {
    if (host.current === null) return;
    const { before, after } = texts;
    const view = mountDiff(
      host.current,
      {
        before,
        after,
        beforeNotes: before === undefined ? [] : lineNotes(before, diff.changes, age, true),
        afterNotes: after === undefined ? [] : lineNotes(after, diff.changes, age, false),
      },
      shown,
    );
    mounted.current = view;
    return () => {
      mounted.current = undefined;
      view.destroy();
    };
  }, [diff, texts, shown]);
  useImperativeHandle(ref, () => ({ next: () => mounted.current?.next(), previous: () => mounted.current?.previous() }), []);

  return (
    <section className={styles.diff} aria-label="Differences">
      <div className={styles.toolbar}>
        <span className={styles.basis} data-basis={diff.basis}>{BASIS_WORDS[diff.basis]}</span>
        {shown !== mode && !isWhole && <span className={styles.large}>{`Large (${lines.toLocaleString('en')} lines): shown unified`}</span>}
        {!isWhole && (
          <div className={styles.tools}>
            <IconButton label="Previous change" keys="p" icon={<ArrowUp size={16} />} onClick={() => mounted.current?.previous()} />
            <IconButton label="Next change" keys="n" icon={<ArrowDown size={16} />} onClick={() => mounted.current?.next()} />
            <SegmentedControl label="How the diff is shown" segments={MODES} value={mode} onChange={onMode} />
          </div>
        )}
      </div>
      {diff.kept !== undefined && diff.kept.length > 0 && (
        <ul className={styles.kept}>
          {diff.kept.map(({ path, owners }) => (
            <li key={path}>
              <code>{path}</code> kept, also {ownerWords(owners, age)}
            </li>
          ))}
        </ul>
      )}
      {shown === 'split' && !isWhole && (
        <div className={styles.sides} aria-hidden="true">
          <span>Live</span>
          <span>Predicted</span>
        </div>
      )}
      <div ref={host} className={styles.host} />
    </section>
  );
}

/** Of the moment in which the diff is shown: an open diff never moves under its reader. */
function age(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : `${duration(Math.max(0, Date.now() - at))} ago`;
}
