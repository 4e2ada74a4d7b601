import { ListChecks } from 'lucide-react';
import type { Plan } from '../../../shared/model/plan.ts';
import { planCounts } from '../../../shared/model/plan.ts';
import { FieldCheck } from '../../components/FieldCheck.tsx';
import { useAsk } from '../../state/requests.ts';
import styles from './NewApplication.module.css';
import { newTexts } from './texts.ts';

const texts = newTexts.draft;
/** Longer than the fields' own checks, whose answers it shares. */
const DELAY_MS = 700;

/** What a first sync would do, before anything is created. */
export function DraftPlan({ yaml, waitingFor }: { readonly yaml: string | undefined; readonly waitingFor: string }) {
  const plan = useAsk('draftPlan', yaml === undefined ? undefined : { yaml }, DELAY_MS);
  return (
    <div className={styles.draft}>
      <ListChecks size={16} aria-hidden="true" />
      {plan.state === 'idle' && <span className={styles.words}>{waitingFor}</span>}
      {plan.state === 'asking' && <FieldCheck check={{ kind: 'checking', message: texts.asking }} />}
      {plan.state === 'failed' && <FieldCheck check={{ kind: 'warning', message: texts.failed, hint: plan.error.message }} />}
      {plan.state === 'done' && (
        <span>
          <strong>{countWords(plan.value)}</strong> <span className={styles.words}>{texts.context(plan.value.context)}</span>
        </span>
      )}
    </div>
  );
}

/** "5 to create, 1 blocked". */
function countWords(plan: Plan): string {
  const counts = planCounts(plan);
  const parts = [
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.create > 0 ? [`${counts.create} to create`] : []),
    ...(counts.update + counts.replace > 0 ? [`${counts.update + counts.replace} to change`] : []),
    ...(counts.adopt > 0 ? [`${counts.adopt} to adopt`] : []),
    ...(counts.unchanged > 0 && counts.unchanged === plan.items.length ? [] : counts.unchanged > 0 ? [`${counts.unchanged} unchanged`] : []),
  ];
  return parts.length === 0 ? texts.nothing : parts.join(', ');
}
