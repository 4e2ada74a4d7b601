import { useMemo } from 'react';
import type { Operation } from '../../../../shared/model/operation.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { useAsk } from '../../../state/requests.ts';
import { PlanPane } from '../plan/PlanPane.tsx';
import { byKey } from '../plan/session.ts';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';

/** What one operation did: its plan as it was recorded, each row with its result. */
export function OperationRecord({ operation }: { readonly operation: Operation }) {
  const plan = useAsk('recordedPlan', { name: operation.application, operation: operation.id }, 0);
  const results = useMemo(() => ({ done: byKey(operation.results), over: operation.phase !== 'Running', rest: 'known' as const }), [operation]);
  const failed = operation.phase === 'Failed' || operation.phase === 'Error';
  return (
    <section className={styles.record} aria-label={texts.results}>
      {failed && <ErrorNotice error={operation.error ?? { code: 'operation-failed', message: operation.message }} />}
      {plan.state === 'asking' && <BusyLine text={texts.plan} />}
      {plan.state === 'failed' && <ErrorNotice error={{ ...plan.error, hint: texts.recordGone }} />}
      {plan.state === 'done' && <PlanPane plan={plan.value} results={results} />}
    </section>
  );
}
