import type { Operation } from '../../../../shared/model/operation.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { HealthState } from '../../../components/HealthState.tsx';
import { Link } from '../../../components/Link.tsx';
import { healthWords } from '../stateWords.ts';
import { durationWords } from './durationWords.ts';
import styles from './Plan.module.css';
import { planTexts as texts } from './texts.ts';

export interface FinishedProps {
  readonly operation: Pick<Operation, 'phase' | 'message' | 'startedAt' | 'finishedAt' | 'error' | 'initiatedBy'>;
  readonly application: string;
  readonly status: ApplicationView['status'];
  readonly asking: boolean;
  readonly onAgain: () => void;
}

/** How a sync ended, how long it took, how what it wrote is doing by now, and where to go from here. */
export function Finished({ operation, application, status, asking, onAgain }: FinishedProps) {
  const { phase, message, startedAt, finishedAt, initiatedBy } = operation;
  const took = finishedAt === undefined ? '' : ` in ${durationWords(Date.parse(finishedAt) - Date.parse(startedAt))}`;
  const by = initiatedBy.automated ? ` ${texts.by(texts.auto)}` : '';
  return (
    <footer className={styles.footer}>
      {operation.error !== undefined && <ErrorNotice error={operation.error} />}
      <div className={styles.line}>
        <div className={styles.sum}>
          <p role="status">
            <strong data-phase={phase}>{phase}</strong>
            {by}
            {took}
            {message !== operation.error?.message && `: ${message}`}
          </p>
          {phase === 'Succeeded' && (
            <p className={styles.health} title={healthWords(status)}>
              <HealthState status={status.health.status} size={14} withLabel label={healthWords(status)} />
            </p>
          )}
        </div>
        <Link to={{ page: 'application', name: application, tab: 'graph' }}>{texts.graph}</Link>
        <Link to={{ page: 'application', name: application, tab: 'history' }}>{texts.history}</Link>
        <Button busy={asking} onClick={onAgain}>
          {texts.again}
        </Button>
      </div>
    </footer>
  );
}
