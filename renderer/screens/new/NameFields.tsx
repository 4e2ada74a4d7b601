import { TextField } from '../../components/TextField.tsx';
import { useHome } from '../../state/home.ts';
import { nameProblem } from './form.ts';
import type { FieldsProps } from './fields.ts';
import styles from './NewApplication.module.css';
import { ProjectField } from './ProjectField.tsx';
import { newTexts } from './texts.ts';

const texts = newTexts.name;

/** What it is called; unique in this home. */
export function NameFields({ form, change }: FieldsProps) {
  const applications = useHome(({ state }) => state?.applications) ?? [];
  const problem = nameProblem(form.name, applications.map((item) => item.name));
  return (
    <section className={styles.group} aria-labelledby="new-name">
      <h2 id="new-name">{texts.title}</h2>
      <TextField
        label={texts.name}
        mono
        value={form.name}
        onChange={(name) => change({ name })}
        check={form.name === '' ? undefined : problem === undefined ? { kind: 'ok', message: texts.good } : { kind: 'error', message: problem }}
      />
      <ProjectField value={form.project} onChange={(project) => change({ project })} />
    </section>
  );
}
