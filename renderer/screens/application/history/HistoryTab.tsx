import { useEffect, useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { errorShape } from '../../../../shared/model/errors.ts';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { HistoryEntry, Operation } from '../../../../shared/model/operation.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { host } from '../../../client/index.ts';
import { Comparison } from './Comparison.tsx';
import { timeline } from './entries.ts';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';
import { Timeline } from './Timeline.tsx';
import { OperationRecord } from './OperationRecord.tsx';
import { Rollback } from './Rollback.tsx';

export interface HistoryTabProps {
  readonly summary: ApplicationSummary;
  readonly view: ApplicationView;
}

const NO_SUBJECTS: ReadonlyMap<string, string> = new Map();

interface Records {
  /** The newest operation and its phase when they were read. */
  readonly asOf: string;
  readonly operations: readonly Operation[];
  readonly history: readonly HistoryEntry[];
}

/** Every operation on record as a time line: what each did, and the way back to it. */
export function HistoryTab({ summary, view }: HistoryTabProps) {
  const { name } = summary;
  const [records, setRecords] = useState<Records>();
  const [error, setError] = useState<ErrorShape>();
  const [chosen, setChosen] = useState<string>();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [rollback, setRollback] = useState<{ readonly id: number; readonly revision: string }>();
  // A new operation, and the end of one, change what is on record.
  const { id, phase } = view.status.operationState ?? { id: '', phase: '' };
  const newest = `${id} ${phase}`;
  useEffect(() => {
    const stop = new AbortController();
    Promise.all([host.call('operations', { name }, { signal: stop.signal }), host.call('history', { name }, { signal: stop.signal })]).then(
      ([operations, history]) => {
        if (stop.signal.aborted) return;
        setRecords({ asOf: newest, operations, history });
        setError(undefined);
      },
      (reason: unknown) => {
        if (!stop.signal.aborted) setError(errorShape(reason));
      },
    );
    return () => stop.abort();
  }, [name, newest]);

  if (rollback !== undefined) return <Rollback summary={summary} view={view} historyId={rollback.id} revision={rollback.revision} onBack={() => setRollback(undefined)} />;
  // What was read before the newest operation stays until the next answer.
  if (records === undefined) return <div className={styles.notice}>{error === undefined ? <BusyLine text={texts.loading} /> : <ErrorNotice error={error} />}</div>;
  const entries = timeline(records.operations, records.history);
  if (entries.length === 0) return <EmptyState title={texts.empty}>{texts.emptyWords}</EmptyState>;
  const shown = entries.find((entry) => entry.operation.id === chosen) ?? entries[0];
  const { revision } = view.status.sync;
  // The newest comes first in the time line.
  const [newer, older] = entries.filter((entry) => compared.includes(entry.operation.id));
  return (
    <div className={styles.page}>
      {error !== undefined && (
        <div className={styles.notice}>
          <ErrorNotice error={error} />
        </div>
      )}
      <div className={styles.panes}>
        <Timeline
          entries={entries}
          subjects={revision === undefined || view.status.commit === undefined ? NO_SUBJECTS : new Map([[revision, view.status.commit.subject]])}
          selected={shown?.operation.id}
          onSelect={(operation) => {
            setChosen(operation);
            setCompared([]);
          }}
          compared={compared}
          onCompare={(operation, ticked) => setCompared((before) => [...before.filter((other) => other !== operation), ...(ticked ? [operation] : [])].slice(-2))}
          onRollback={(historyId, to) => setRollback({ id: historyId, revision: to })}
        />
        {older !== undefined && newer !== undefined ? (
          <Comparison name={name} from={older.operation} to={newer.operation} />
        ) : shown === undefined ? <p>{texts.choose}</p> : <OperationRecord key={`${shown.operation.id} ${shown.operation.phase}`} operation={shown.operation} />}
      </div>
    </div>
  );
}
