import { useEffect, useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { errorShape } from '../../../../shared/model/errors.ts';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { HistoryEntry, Operation } from '../../../../shared/model/operation.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { host } from '../../../client/index.ts';
import { PlanTab } from '../plan/PlanTab.tsx';
import { timeline } from './entries.ts';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';
import { Timeline } from './Timeline.tsx';
import { OperationRecord } from './OperationRecord.tsx';

export interface HistoryTabProps {
  readonly summary: ApplicationSummary;
  readonly view: ApplicationView;
}

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

  if (rollback !== undefined) {
    return (
      <div className={styles.rollback}>
        <header className={styles.rollbackHeader}>
          <h2>{texts.rollbackOf(rollback.revision.slice(0, 7))}</h2>
          <Button variant="quiet" onClick={() => setRollback(undefined)}>
            {texts.back}
          </Button>
        </header>
        <RollbackPlan summary={summary} view={view} historyId={rollback.id} />
      </div>
    );
  }
  // What was read before the newest operation stays until the next answer.
  if (records === undefined) return error === undefined ? <BusyLine text={texts.loading} /> : <ErrorNotice error={error} />;
  const entries = timeline(records.operations, records.history);
  if (entries.length === 0) return <EmptyState title={texts.empty}>{texts.emptyWords}</EmptyState>;
  const shown = entries.find((entry) => entry.operation.id === chosen) ?? entries[0];
  return (
    <div className={styles.panes}>
      {error !== undefined && <ErrorNotice error={error} />}
      <Timeline entries={entries} selected={shown?.operation.id} onSelect={setChosen} onRollback={(historyId, revision) => setRollback({ id: historyId, revision })} />
      {shown === undefined ? <p>{texts.choose}</p> : <OperationRecord key={`${shown.operation.id} ${shown.operation.phase}`} operation={shown.operation} />}
    </div>
  );
}

/** The plan of the way back; while auto-sync is on, which would undo it, the offer to turn that off first. */
function RollbackPlan({ summary, view, historyId }: HistoryTabProps & { readonly historyId: number }) {
  const [error, setError] = useState<ErrorShape>();
  if (!summary.automated) return <PlanTab summary={summary} view={view} historyId={historyId} />;
  const turnOff = (): void => {
    host.call('set', { name: summary.name, changes: [{ path: ['spec', 'syncPolicy', 'automated', 'enabled'], value: false }] }).catch((reason: unknown) => setError(errorShape(reason)));
  };
  return <ErrorNotice error={error ?? { code: 'usage', message: texts.automated }} actions={<Button onClick={turnOff}>{texts.turnOff}</Button>} />;
}
