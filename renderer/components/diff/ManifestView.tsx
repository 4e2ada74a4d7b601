import { diff } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JsonValue } from '../../../shared/model/json.ts';
import { CopyButton } from '../CopyButton.tsx';
import styles from './diff.module.css';
import { foldManagedFields, folding, readOnlyYaml } from './editor.ts';
import { manifestText } from './yaml.ts';

export interface ManifestViewProps {
  readonly object: JsonValue;
  /** What it is, for screen readers and the copy button: "live manifest". */
  readonly label: string;
}

/** One object as YAML, to read and to copy. An object that changes keeps what is folded, selected and scrolled to. */
export function ManifestView({ object, label }: ManifestViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView>();
  const text = useMemo(() => manifestText(object), [object]);
  useEffect(() => {
    if (host.current === null) return;
    const created = new EditorView({ parent: host.current, extensions: [readOnlyYaml(label), folding] });
    setView(created);
    return () => created.destroy();
  }, [label]);
  useEffect(() => {
    if (view === undefined) return;
    const before = view.state.doc.toString();
    const after = text.trimEnd();
    view.dispatch({ changes: diff(before, after).map(({ fromA, toA, fromB, toB }) => ({ from: fromA, to: toA, insert: after.slice(fromB, toB) })) });
    if (before === '') foldManagedFields(view);
  }, [view, text]);
  return (
    <section className={styles.diff} aria-label={label}>
      <div className={styles.toolbar}>
        <div className={styles.tools}>
          <CopyButton text={text} what={label} />
        </div>
      </div>
      <div ref={host} className={styles.host} />
    </section>
  );
}
