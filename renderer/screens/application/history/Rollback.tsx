import { useEffect, useEffectEvent } from 'react';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { host } from '../../../client/index.ts';
import { useAction } from '../../../state/requests.ts';
import { PlanTab } from '../plan/PlanTab.tsx';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';

export interface RollbackProps {
  readonly summary: ApplicationSummary;
  readonly view: ApplicationView;
  readonly historyId: number;
  readonly revision: string;
  readonly onBack: () => void;
}

/** The plan of the way back to an entry of the history; Esc goes back to it. */
export function Rollback({ summary, view, historyId, revision, onBack }: RollbackProps) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    // A dialog, a menu or a filter that is left by Esc has taken the key for itself.
    if (event.key === 'Escape' && !event.defaultPrevented) onBack();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <div className={styles.rollback}>
      <header className={styles.rollbackHeader}>
        <h2>{texts.rollbackOf(revision.slice(0, 7))}</h2>
        <Button variant="quiet" onClick={onBack}>
          {texts.back}
        </Button>
      </header>
      {summary.automated ? <TurnOffFirst name={summary.name} /> : <PlanTab summary={summary} view={view} historyId={historyId} />}
    </div>
  );
}

/** Auto-sync would undo a rollback at once. Its other settings stay, for when it is turned on again. */
function TurnOffFirst({ name }: { readonly name: string }) {
  const turnOff = useAction(() => host.call('set', { name, changes: [{ path: ['spec', 'syncPolicy', 'automated', 'enabled'], value: false }] }));
  return (
    <div className={styles.notice}>
      <ErrorNotice
        error={turnOff.error ?? { code: 'usage', message: texts.automated }}
        actions={
          <Button busy={turnOff.busy} onClick={() => void turnOff.run()}>
            {texts.turnOff}
          </Button>
        }
      />
    </div>
  );
}
