import { useState } from 'react';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { PlanItem } from '../../../../shared/model/plan.ts';
import { plannedWrites } from '../../../../shared/model/plan.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { Banner } from '../../../components/Banner.tsx';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { useHome } from '../../../state/home.ts';
import { isTicked, offersChoice, tick } from './choosing.ts';
import { ApplyDialog } from './ApplyDialog.tsx';
import styles from './Plan.module.css';
import { PlanFooter } from './PlanFooter.tsx';
import { PlanPane } from './PlanPane.tsx';
import { needsConfirmation } from './rows.ts';
import { isRecord, isRunning, resultsOf } from './session.ts';
import { planTexts as texts } from './texts.ts';
import type { PlanSubject } from './usePlan.ts';
import { usePlan } from './usePlan.ts';

export interface PlanTabProps {
  readonly summary: ApplicationSummary;
  readonly view: ApplicationView;
  /** The entry of the history that the plan goes back to; absent for the plan of a sync. */
  readonly historyId?: number;
}

/** What a sync would do, the sync, and its record: one page for all three. */
export function PlanTab({ summary, view, historyId }: PlanTabProps) {
  const subject: PlanSubject = { name: summary.name, ...(historyId === undefined ? {} : { historyId }) };
  const { session, ask, cancel, showNewer, apply } = usePlan(subject, view, { prune: false, adopt: false });
  const context = useHome(({ state }) => (session.kind === 'ready' ? state?.contexts.find((item) => item.name === session.plan.context) : undefined));
  const isProtected = context?.protected === true;
  const [confirming, setConfirming] = useState<{ readonly confirmCluster: boolean }>();
  if (session.kind === 'loading') {
    return (
      <div className={styles.notice}>
        <BusyLine text={texts.loading(summary.name)} onCancel={cancel} />
      </div>
    );
  }
  if (session.kind === 'failed') {
    return (
      <div className={styles.notice}>
        <ErrorNotice error={session.error} actions={<Button onClick={() => ask()}>{texts.again}</Button>} />
      </div>
    );
  }
  const { plan, newer, run, asking } = session;
  const writes = plannedWrites(plan).length;
  const label = historyId === undefined ? texts.apply(writes, plan.context) : texts.rollback(writes, plan.context);
  const startable = !isRunning(run) && !isRecord(run) && asking === undefined && context?.readOnly !== true && writes > 0 && plan.items.every((item) => item.blocked === undefined);
  const chosen = asking ?? session.choices;
  // The way back to an entry is one to all of it.
  const choosable = historyId === undefined && !isRunning(run) && !isRecord(run) && offersChoice(plan);
  const choice = choosable ? { isTicked: (item: PlanItem) => isTicked(item, chosen), onTick: (item: PlanItem, ticked: boolean) => ask(tick(chosen, item, ticked), 'known') } : undefined;
  const begin = (confirmCluster: boolean): void => {
    if (!startable) return;
    if (needsConfirmation(plan, isProtected)) setConfirming({ confirmCluster });
    else void apply(plan, { confirmCluster });
  };
  return (
    <div className={styles.page} aria-busy={asking !== undefined}>
      {newer !== undefined && (
        <Banner tone="info" actions={<Button onClick={showNewer}>{texts.showNewer}</Button>}>
          {texts.newer}
        </Banner>
      )}
      {isRecord(run) && summary.sync === 'OutOfSync' && (
        <Banner
          tone="info"
          actions={
            <Button busy={asking !== undefined} onClick={() => ask()}>
              {texts.again}
            </Button>
          }
        >
          {texts.changedSince}
        </Banner>
      )}
      <PlanPane plan={plan} results={resultsOf(plan, run)} choice={choice} onApply={() => begin(false)} {...(isRunning(run) || asking !== undefined ? {} : { onAgain: () => ask() })} />
      <PlanFooter
        plan={plan}
        run={run}
        status={view.status}
        choices={chosen}
        asking={asking !== undefined}
        label={label}
        onChoose={ask}
        onApply={() => begin(false)}
        onAgain={() => ask()}
        onCancel={cancel}
        onConfirmCluster={() => begin(true)}
      />
      {confirming !== undefined && (
        <ApplyDialog
          plan={plan}
          isProtected={isProtected}
          label={label}
          onClose={() => setConfirming(undefined)}
          onConfirm={(confirmContext) => {
            setConfirming(undefined);
            void apply(plan, { confirmCluster: confirming.confirmCluster, ...(confirmContext === undefined ? {} : { confirmContext }) });
          }}
        />
      )}
    </div>
  );
}
