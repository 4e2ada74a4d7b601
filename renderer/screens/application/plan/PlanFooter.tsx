import type { ReactNode } from 'react';
import type { Operation } from '../../../../shared/model/operation.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import { plannedWrites } from '../../../../shared/model/plan.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { Button } from '../../../components/Button.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Link } from '../../../components/Link.tsx';
import { host } from '../../../client/index.ts';
import { useHome } from '../../../state/home.ts';
import { useAction } from '../../../state/requests.ts';
import { durationWords } from './durationWords.ts';
import styles from './Plan.module.css';
import { planWords, restartWords } from './rows.ts';
import type { Choices, Run } from './session.ts';
import { planTexts as texts } from './texts.ts';

export interface PlanFooterProps {
  readonly plan: Plan;
  readonly run: Run;
  readonly choices: Choices;
  readonly operation: ApplicationView['status']['operationState'];
  /** The button's words. */
  readonly label: string;
  readonly onChoose: (choices: Choices) => void;
  readonly onApply: () => void;
  readonly onAgain: () => void;
  /** The cluster behind the context is another one than before, and may be. */
  readonly onConfirmCluster: () => void;
}

/** What the plan comes to, what can be chosen, and the button that names number and context; then how far it is. */
export function PlanFooter(props: PlanFooterProps) {
  const { plan, run, operation } = props;
  if (run.kind === 'running') return <Running name={plan.application} done={run.results.length} total={plannedWrites(plan).length} words={texts.running} />;
  if (operation?.phase === 'Running') {
    const who = operation.initiatedBy.automated ? texts.auto : operation.initiatedBy.username;
    return <Running name={plan.application} done={operation.syncResult.resources.length} total={operation.total} words={(done, total) => texts.byOther(who, done, total)} />;
  }
  if (run.kind === 'finished') return <Finished operation={run.operation} onAgain={props.onAgain} />;
  return <Ready {...props} />;
}

function Ready({ plan, run, choices, label, onChoose, onApply, onAgain, onConfirmCluster }: PlanFooterProps) {
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === plan.context));
  const writes = plannedWrites(plan).length;
  const blocked = plan.items.some((item) => item.blocked !== undefined);
  const owned = choices.adopt || plan.items.some((item) => item.blocked?.reason === 'owner');
  const prunable = choices.prune || plan.items.some((item) => item.operation === 'prune');
  const restarts = restartWords(plan);
  return (
    <footer className={styles.footer}>
      {run.kind === 'refused' && (
        <ErrorNotice
          error={run.error}
          actions={
            run.error.code === 'cluster-pin' ? (
              <Button onClick={onConfirmCluster}>{texts.refused.cluster}</Button>
            ) : (
              <Button onClick={onAgain}>{run.error.code === 'plan-stale' ? texts.refused.stale : texts.refused.retry}</Button>
            )
          }
        />
      )}
      <div className={styles.line}>
        <p className={styles.sum}>
          <strong>{planWords(plan)}.</strong> {restarts !== undefined && `${restarts}.`}
        </p>
        <span className={styles.choices}>
          {prunable && <Checkbox label={texts.prune} checked={choices.prune} onChange={(prune) => onChoose({ ...choices, prune })} />}
          {owned && <Checkbox label={texts.adopt} checked={choices.adopt} onChange={(adopt) => onChoose({ ...choices, adopt })} />}
        </span>
        <ContextChip name={plan.context} local={context?.local} isProtected={context?.protected} />
        <Button variant="primary" disabledReason={blocked ? texts.blockedHint : writes === 0 ? texts.nothing : undefined} onClick={onApply}>
          {label}
        </Button>
      </div>
    </footer>
  );
}

interface RunningProps {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly words: (done: number, total: number) => string;
}

function Running({ name, done, total, words }: RunningProps) {
  const stop = useAction(() => host.call('terminate', { name }));
  return (
    <footer className={styles.footer}>
      {stop.error !== undefined && <ErrorNotice error={stop.error} />}
      <div className={styles.line}>
        <progress className={styles.progress} value={done} max={Math.max(total, 1)} aria-label={words(done, total)} />
        <p className={styles.sum} role="status">
          {words(done, total)}
        </p>
        <Button busy={stop.busy} title={texts.stopping} onClick={() => void stop.run()}>
          {texts.stop}
        </Button>
      </div>
    </footer>
  );
}

function Finished({ operation, onAgain }: { readonly operation: Operation; readonly onAgain: () => void }) {
  const took = operation.finishedAt === undefined ? '' : ` in ${durationWords(Date.parse(operation.finishedAt) - Date.parse(operation.startedAt))}`;
  const links: ReactNode = (
    <>
      <Link to={{ page: 'application', name: operation.application, tab: 'graph' }}>{texts.graph}</Link>
      <Link to={{ page: 'application', name: operation.application, tab: 'history' }}>{texts.history}</Link>
      <Button onClick={onAgain}>{texts.again}</Button>
    </>
  );
  return (
    <footer className={styles.footer}>
      {operation.error !== undefined && <ErrorNotice error={operation.error} />}
      <div className={styles.line}>
        <p className={styles.sum} role="status">
          <strong data-phase={operation.phase}>{operation.phase}</strong>
          {took}
          {operation.message !== operation.error?.message && `: ${operation.message}`}
        </p>
        {links}
      </div>
    </footer>
  );
}
