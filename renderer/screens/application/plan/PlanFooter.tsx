import type { Plan } from '../../../../shared/model/plan.ts';
import { plannedWrites } from '../../../../shared/model/plan.ts';
import { doneCount, waitingWords } from '../../../../shared/model/stepWords.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { useHome } from '../../../state/home.ts';
import { texts as pageTexts } from '../../../texts.ts';
import { Finished } from './Finished.tsx';
import styles from './Plan.module.css';
import { planWords, restartWords } from './rows.ts';
import { Running } from './Running.tsx';
import type { Choices, Run } from './session.ts';
import { byKey } from './session.ts';
import { planTexts as texts } from './texts.ts';

const insecureTexts = pageTexts.context.insecure;

export interface PlanFooterProps {
  readonly plan: Plan;
  readonly run: Run;
  readonly status: ApplicationView['status'];
  readonly choices: Choices;
  /** A plan of these choices is being made. */
  readonly asking: boolean;
  /** The button's words. */
  readonly label: string;
  readonly onChoose: (choices: Choices) => void;
  readonly onApply: () => void;
  readonly onAgain: () => void;
  /** Waits no longer for the plan that is being made. */
  readonly onCancel: () => void;
  /** The cluster behind the context is another one than before, and may be. */
  readonly onConfirmCluster: () => void;
}

/** What the plan comes to, what can be chosen, and the button that names number and context; then how far it is. */
export function PlanFooter(props: PlanFooterProps) {
  const { plan, run, status, asking, onAgain } = props;
  const progress = status.operationState?.progress;
  const waiting = progress === undefined ? undefined : waitingWords(progress);
  if (run.kind === 'running') return <Running name={plan.application} done={doneCount([...byKey(run.results).values()])} total={plannedWrites(plan).length} words={texts.running} waiting={waiting} />;
  if (run.kind === 'finished') return <Finished operation={run.operation} application={plan.application} status={status} asking={asking} onAgain={onAgain} />;
  if (run.kind === 'watched') {
    const { operation } = run;
    if (operation.phase !== 'Running') return <Finished operation={operation} application={plan.application} status={status} asking={asking} onAgain={onAgain} />;
    const { automated, username } = operation.initiatedBy;
    const who = automated ? texts.auto : username;
    return (
      <Running
        name={plan.application}
        done={doneCount(operation.syncResult.resources)}
        total={operation.total}
        words={(done, total) => texts.byOther(who, done, total)}
        waiting={waiting}
      />
    );
  }
  return <Ready {...props} />;
}

function Ready({ plan, run, choices, asking, label, onChoose, onApply, onAgain, onCancel, onConfirmCluster }: PlanFooterProps) {
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
              <Button busy={asking} onClick={onAgain}>
                {run.error.code === 'plan-stale' ? texts.refused.stale : texts.refused.retry}
              </Button>
            )
          }
        />
      )}
      {asking && <BusyLine text={texts.asking} onCancel={onCancel} />}
      <div className={styles.line}>
        <p className={styles.sum}>
          <strong>{planWords(plan)}.</strong> {restarts !== undefined && `${restarts}.`}
        </p>
        <span className={styles.choices}>
          {prunable && <Checkbox label={texts.prune} checked={choices.prune} onChange={(prune) => onChoose({ ...choices, prune })} />}
          {owned && <Checkbox label={texts.adopt} checked={choices.adopt} onChange={(adopt) => onChoose({ ...choices, adopt })} />}
        </span>
        {context?.insecure !== undefined && <strong className={styles.insecure}>{insecureTexts[context.insecure]}</strong>}
        <ContextChip name={plan.context} context={context} />
        <Button variant="primary" busy={asking} disabledReason={asking ? undefined : context?.readOnly === true ? texts.readOnly(plan.context) : blocked ? texts.blockedHint : writes === 0 ? texts.nothing : undefined} onClick={onApply}>
          {label}
        </Button>
      </div>
    </footer>
  );
}
