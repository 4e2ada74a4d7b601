import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { DestinationFields } from '../../new/DestinationFields.tsx';
import type { ApplicationForm, ParsedForm } from '../../new/form.ts';
import { editForm } from '../../new/form.ts';
import { PolicyFields } from '../../new/PolicyFields.tsx';
import { ProjectField } from '../../new/ProjectField.tsx';
import { SourceFields } from '../../new/SourceFields.tsx';
import styles from './settings.module.css';
import { settingsTexts as texts } from './texts.ts';

interface SettingsFieldsProps {
  readonly parsed: ParsedForm;
  readonly text: string;
  readonly name: string;
  readonly onChange: (text: string) => void;
}

/** The fields of New application, over the text; where the text is broken, where it is. */
export function SettingsFields({ parsed, text, name, onChange }: SettingsFieldsProps) {
  if ('problem' in parsed) {
    return (
      <div className={styles.fields}>
        <ErrorNotice error={{ code: 'application-invalid', message: parsed.problem, hint: texts.brokenYaml }} />
      </div>
    );
  }
  const { form } = parsed;
  const change = (changes: Partial<ApplicationForm>): void => onChange(editForm(text, changes));
  return (
    <div className={styles.fields}>
      {form.name !== name && <ErrorNotice error={{ code: 'application-invalid', message: texts.renamed(name), hint: texts.nameHint }} />}
      <SourceFields form={form} change={change} />
      <DestinationFields form={form} change={change} />
      <PolicyFields form={form} change={change} />
      <section className={styles.group} aria-labelledby="settings-identity">
        <h2 id="settings-identity">{texts.identity}</h2>
        <TextField label={texts.name} mono disabled value={name} onChange={() => undefined} hint={texts.nameHint} />
        <ProjectField value={form.project} onChange={(project) => change({ project })} />
      </section>
    </div>
  );
}
