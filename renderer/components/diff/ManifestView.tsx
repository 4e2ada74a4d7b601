import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
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

/** One object as YAML, to read and to copy. */
export function ManifestView({ object, label }: ManifestViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const text = useMemo(() => manifestText(object), [object]);
  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({ parent: host.current, doc: text.trimEnd(), extensions: [readOnlyYaml(label), folding] });
    foldManagedFields(view);
    return () => view.destroy();
  }, [text, label]);
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
