import type { ApplicationSummary } from '../../../shared/model/home.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { host } from '../../client/index.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import styles from './Applications.module.css';
import { listTexts } from './texts.ts';

const texts = listTexts.selection;

/** What can be done with several applications at once. Writing goes through each one's own plan. */
export function SelectionBar({ applications, onClear }: { readonly applications: readonly ApplicationSummary[]; readonly onClear: () => void }) {
  const refresh = useAction(async () => {
    await Promise.all(applications.map(({ name }) => host.call('view', { name, depth: 'fetch' })));
  });
  const [first] = applications;
  return (
    <div className={styles.bar} role="toolbar" aria-label={texts.count(applications.length)}>
      <strong>{texts.count(applications.length)}</strong>
      {refresh.error !== undefined && <ErrorNotice error={refresh.error} />}
      <Button busy={refresh.busy} onClick={() => void refresh.run()}>
        {texts.refresh}
      </Button>
      {applications.length === 1 && first !== undefined && <Button onClick={() => navigate({ page: 'application', name: first.name, tab: 'plan' })}>{texts.plan}</Button>}
      <Button variant="quiet" onClick={onClear}>
        {texts.clear}
      </Button>
    </div>
  );
}
