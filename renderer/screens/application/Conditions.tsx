import { useState } from 'react';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { host } from '../../client/index.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import styles from './Application.module.css';
import { ChooseContext } from './ChooseContext.tsx';
import { operationWords } from './history/entries.ts';
import { ResumeDialog } from './resume/ResumeDialog.tsx';
import { resumeTexts } from './resume/texts.ts';
import { applicationTexts } from './texts.ts';

const texts = applicationTexts.conditions;

/** What is wrong with the application as a whole: what keeps it from being compared in full, warnings folded. */
export function Conditions({ summary, view }: { readonly summary: ApplicationSummary; readonly view: ApplicationView }) {
  const [open, setOpen] = useState(false);
  const [resuming, setResuming] = useState(false);
  const openPlan = () => {
    setResuming(false);
    navigate({ page: 'application', name: summary.name, tab: 'plan' });
  };
  const { conditions, destination, operationState } = view.status;
  const retry = useAction(() => host.call('view', { name: summary.name, depth: 'fetch' }));
  const errors = conditions.filter((condition) => condition.type === 'ComparisonError');
  const warnings = conditions.filter((condition) => condition.type !== 'ComparisonError');
  return (
    <>
      {operationState?.interrupted === true && (
        <Banner
          tone="warn"
          actions={
            <>
              <Button onClick={() => setResuming(true)}>{resumeTexts.resume}</Button>
              <Button variant="quiet" onClick={openPlan}>
                {resumeTexts.again}
              </Button>
            </>
          }
        >
          {texts.interrupted(operationWords({ results: operationState.syncResult.resources }), operationState.total)}
        </Banner>
      )}
      {resuming && <ResumeDialog name={summary.name} onClose={() => setResuming(false)} onPlan={openPlan} />}
      {errors.map((condition) => (
        <ErrorNotice
          key={condition.message}
          error={{ code: 'operation-failed', message: condition.message, ...(condition.hint === undefined ? {} : { hint: condition.hint }) }}
          actions={
            destination?.by === 'nobody' ? (
              <ChooseContext application={summary.name} />
            ) : (
              <Button busy={retry.busy} onClick={() => void retry.run()}>
                Try again
              </Button>
            )
          }
        />
      ))}
      {warnings.length > 0 && (
        <Banner tone="warn" actions={<Button variant="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Fold' : 'Show'}</Button>}>
          {open ? (
            <ul className={styles.warnings}>
              {warnings.map((condition) => (
                <li key={condition.message}>{condition.message}</li>
              ))}
            </ul>
          ) : warnings.length === 1 ? (
            warnings[0]?.message
          ) : (
            texts.warnings(warnings.length)
          )}
        </Banner>
      )}
    </>
  );
}
