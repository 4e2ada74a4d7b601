import { Check, CircleAlert, LoaderCircle, Undo2 } from 'lucide-react';
import type { Operation } from '../../../../shared/model/operation.ts';
import { Button } from '../../../components/Button.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { durationWords } from '../plan/durationWords.ts';
import type { TimelineEntry } from './entries.ts';
import { operationWords } from './entries.ts';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';

export interface TimelineProps {
  readonly entries: readonly TimelineEntry[];
  /** First lines of commits, by revision, as far as they are known. */
  readonly subjects: ReadonlyMap<string, string>;
  readonly selected: string | undefined;
  readonly onSelect: (operation: string) => void;
  /** The operations, two at most, that are ticked to be compared. */
  readonly compared: readonly string[];
  readonly onCompare: (operation: string, ticked: boolean) => void;
  readonly onRollback: (historyId: number, revision: string) => void;
}

/** Operations from the newest down; those that can be gone back to offer it. */
export function Timeline({ entries, subjects, selected, onSelect, compared, onCompare, onRollback }: TimelineProps) {
  return (
    <ol className={styles.timeline} aria-label={texts.list}>
      {entries.map(({ operation, history, current }) => (
        <li key={operation.id} className={styles.entry} data-selected={operation.id === selected}>
          {entries.length > 1 && (
            <span className={styles.tick} title={texts.compareHint}>
              <Checkbox hideLabel label={texts.compare(operation.revision.slice(0, 7))} checked={compared.includes(operation.id)} onChange={(ticked) => onCompare(operation.id, ticked)} />
            </span>
          )}
          <button type="button" className={styles.choose} aria-current={operation.id === selected} onClick={() => onSelect(operation.id)}>
            <PhaseIcon phase={operation.phase} />
            <span className={styles.entryWords}>
              <span className={styles.first}>
                <code>{operation.revision.slice(0, 7)}</code>
                {operation.kind === 'rollback' && <Undo2 size={13} aria-label={texts.rollbackKind} />}
                <span className={styles.did}>{operation.phase === 'Running' ? texts.running : operationWords(operation)}</span>
                {current && <span className={styles.current}>{texts.current}</span>}
              </span>
              {subjects.has(operation.revision) && (
                <span className={styles.subject} title={subjects.get(operation.revision)}>
                  {subjects.get(operation.revision)}
                </span>
              )}
              <span className={styles.second}>
                <RelativeTime at={operation.startedAt} /> {texts.by(operation.initiatedBy.username, operation.initiatedBy.automated)}{' '}
                {operation.finishedAt !== undefined && texts.took(durationWords(Date.parse(operation.finishedAt) - Date.parse(operation.startedAt)))}
                {operation.retry !== undefined && texts.retry(operation.retry)}
                {operation.interrupted === true && texts.interrupted}
                {operation.resumed !== undefined && texts.resumed(operation.resumed.length)}
              </span>
            </span>
          </button>
          {history !== undefined && !current && (
            <Button variant="quiet" onClick={() => onRollback(history.id, operation.revision)}>
              {texts.rollback}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

function PhaseIcon({ phase }: { readonly phase: Operation['phase'] }) {
  if (phase === 'Succeeded') return <Check size={16} className={styles.succeeded} aria-label={phase} />;
  if (phase === 'Running') return <LoaderCircle size={16} className={styles.running} aria-label={phase} />;
  return <CircleAlert size={16} className={styles.failed} aria-label={phase} />;
}
