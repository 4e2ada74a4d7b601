import { Plus, Sailboat } from 'lucide-react';
import { SANDBOX_CONTEXT } from '../../../shared/model/context.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { host } from '../../client/index.ts';
import { useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import styles from './FirstSteps.module.css';
import { listTexts } from './texts.ts';

const texts = listTexts.first;

/** What a new user sees: what this is, and two ways to begin. */
export function FirstSteps() {
  const contexts = useHome(({ state }) => state?.contexts) ?? [];
  const chosen = useHome(({ state }) => state?.settings.page.context) ?? '';
  // A real cluster is never touched unless the user picks it.
  const context = contexts.some((item) => item.name === chosen) ? chosen : (contexts.find((item) => item.builtIn)?.name ?? contexts.find((item) => item.local)?.name ?? SANDBOX_CONTEXT);
  const builtIn = contexts.find((item) => item.name === context)?.builtIn === true;
  const example = useAction(async () => {
    const { application } = await host.call('createExample', { context });
    navigate({ page: 'application', name: application, tab: 'graph' });
  });
  return (
    <section className={styles.first}>
      <Sailboat size={40} strokeWidth={1.4} aria-hidden="true" className={styles.icon} />
      <h1>{texts.title}</h1>
      <p className={styles.what}>{texts.what}</p>
      <div className={styles.actions}>
        <Button variant="primary" icon={<Plus size={16} />} onClick={() => navigate({ page: 'new' })}>
          {texts.create}
        </Button>
        <Button busy={example.busy} onClick={() => void example.run()}>
          {texts.example}
        </Button>
      </div>
      {example.error !== undefined && <ErrorNotice error={example.error} />}
      <p className={styles.words}>{builtIn ? texts.exampleWords(context) : texts.exampleReal(context)}</p>
      <ol className={styles.steps}>
        {texts.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {contexts.every((item) => item.builtIn) && <p className={styles.note}>{texts.noKubeconfig}</p>}
    </section>
  );
}
