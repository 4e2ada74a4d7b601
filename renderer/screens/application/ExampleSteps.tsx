import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { host } from '../../client/index.ts';
import { useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import styles from './Application.module.css';
import { applicationTexts } from './texts.ts';

const texts = applicationTexts.example;

/** The example's own button: a commit at one's fingertips, to see what follows. Nothing for any other application. */
export function ExampleSteps({ name }: { readonly name: string }) {
  const example = useHome(({ state }) => state?.example);
  const change = useAction((replicas: number) => host.call('changeExample', { replicas }));
  if (example === undefined || example.application !== name) return null;
  const next = example.replicas === 2 ? 1 : 2;
  return (
    <div className={styles.example}>
      <span>
        <strong>{texts.title}</strong> {texts.words(example.replicas)}
      </span>
      <code title={example.repository}>{example.repository}</code>
      <Button busy={change.busy} onClick={() => void change.run(next)}>
        {texts.change(next)}
      </Button>
      {change.error !== undefined && <ErrorNotice error={change.error} />}
    </div>
  );
}
