import { Check, CircleAlert, CircleDashed } from 'lucide-react';
import { keyText, keyWords } from '../../../../shared/model/kube.ts';
import type { RemovalResult } from '../../../../shared/model/operation.ts';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import styles from './RemoveDialog.module.css';
import { removeTexts as texts } from './texts.ts';

/** What became of each object so far: shape and word, and the server's own message where there is more to say. */
export function RemovalResults({ results }: { readonly results: readonly RemovalResult[] }) {
  if (results.length === 0) return null;
  return (
    <ul className={styles.results} aria-label={texts.results}>
      {results.map((result) => (
        <li key={`${keyText(result.key)} ${result.hook ?? ''}`} data-failed={result.status === 'Failed'}>
          <StatusIcon status={result.status} />
          <KindGlyph kind={result.key.kind} />
          <span className={styles.name}>{keyWords(result.key)}</span>
          <span className={styles.message}>{result.message}</span>
        </li>
      ))}
    </ul>
  );
}

function StatusIcon({ status }: { readonly status: RemovalResult['status'] }) {
  const label = texts.status[status];
  if (status === 'Failed') return <CircleAlert size={14} className={styles.bad} aria-label={label} />;
  if (status === 'Deleted' || status === 'Ran') return <Check size={14} className={styles.good} aria-label={label} />;
  return <CircleDashed size={14} className={styles.idle} aria-label={label} />;
}
