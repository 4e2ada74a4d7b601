import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import { duration } from '../../state/relativeTime.ts';
import { texts } from '../../texts.ts';
import { IconButton } from '../IconButton.tsx';
import { SegmentedControl } from '../SegmentedControl.tsx';
import { lineNotes, ownerWords } from './annotations.ts';
import styles from './diff.module.css';
import type { MountedDiff } from './mount.ts';
import { mountDiff } from './mount.ts';
import type { DiffMode } from './words.ts';
import { effectiveMode } from './words.ts';
import { lineCount, manifestText } from './yaml.ts';

/** For the keys n and p, which belong to the page. */
export interface DiffController {
  next(): void;
  previous(): void;
}

export interface ResourceDiffViewProps {
  readonly diff: ResourceDiff;
  /** What is compared, where it is not an object of the cluster with what it will be. */
  readonly sides?: { readonly before: string; readonly after: string; readonly basis: string };
  readonly mode: DiffMode;
  readonly onMode: (mode: DiffMode) => void;
  readonly ref?: Ref<DiffController>;
}

const MODES = [
  { value: 'split', label: texts.diff.modes.split },
  { value: 'unified', label: texts.diff.modes.unified },
  { value: 'whole', label: texts.diff.modes.whole },
] as const;

/** How a live object differs from what it will be. */
export function ResourceDiffView({ diff, sides: names, mode, onMode, ref }: ResourceDiffViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const mounted = useRef<MountedDiff>(undefined);
  const sides = useMemo(() => {
    const before = diff.live === undefined ? undefined : manifestText(diff.live);
    const after = diff.predicted === undefined ? undefined : manifestText(diff.predicted);
    return { before, after };
  }, [diff]);
  const lines = Math.max(lineCount(sides.before ?? ''), lineCount(sides.after ?? ''));
  const shown = effectiveMode(mode, lines);
  const isWhole = sides.before === undefined || sides.after === undefined;

  useEffect(() => {
    if (host.current === null) return;
    const { before, after } = sides;
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
  }, [diff, sides, shown]);
  useImperativeHandle(ref, () => ({ next: () => mounted.current?.next(), previous: () => mounted.current?.previous() }), []);

  return (
    <section className={styles.diff} aria-label={texts.diff.label}>
      <div className={styles.toolbar}>
        <span className={styles.basis} data-basis={names === undefined ? diff.basis : undefined}>{names?.basis ?? texts.diff.basis[diff.basis]}</span>
        {shown !== mode && !isWhole && <span className={styles.large}>{texts.diff.large(lines)}</span>}
        {!isWhole && (
          <div className={styles.tools}>
            <IconButton label={texts.diff.previous} keys="p" icon={<ArrowUp size={16} />} onClick={() => mounted.current?.previous()} />
            <IconButton label={texts.diff.next} keys="n" icon={<ArrowDown size={16} />} onClick={() => mounted.current?.next()} />
            <SegmentedControl label={texts.diff.mode} segments={MODES} value={mode} onChange={onMode} />
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
          <span>{names?.before ?? texts.diff.live}</span>
          <span>{names?.after ?? texts.diff.predicted}</span>
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
