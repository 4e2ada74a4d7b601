import { DrydockError } from '../../../../shared/model/errors.ts';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import { host } from '../../../client/index.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { useAction } from '../../../state/requests.ts';
import { parseForm } from '../../new/form.ts';
import { YamlEditor } from '../../new/YamlEditor.tsx';
import { Conflict, KeptText } from './Conflict.tsx';
import { changeDraft, isChanged, isConflict, loadedAnew, saved, useDraft, withoutKept } from './drafts.ts';
import { Footer } from './Footer.tsx';
import { SettingsFields } from './SettingsFields.tsx';
import styles from './settings.module.css';
import { settingsTexts as texts } from './texts.ts';
import { useFile } from './useFile.ts';

export interface SettingsTabProps {
  readonly summary: ApplicationSummary;
}

/** The application's file, as a form beside its YAML. The YAML is what is kept and saved; the form edits a part of it. */
export function SettingsTab({ summary }: SettingsTabProps) {
  const { name } = summary;
  const draft = useDraft(name);
  const { error, read } = useFile(summary);
  const save = useAction(async (text: string, base: string) => {
    try {
      await host.call('replace', { name, yaml: text, base });
    } catch (reason) {
      // With the file as it is by now, the page says itself what is in conflict.
      if (reason instanceof DrydockError && reason.code === 'conflict') await read();
      throw reason;
    }
    const file = await host.call('read', { name });
    changeDraft(name, (before) => before && saved(before, text, file));
  });
  if (draft === undefined) {
    return (
      <div className={styles.waiting}>
        {error === undefined ? <BusyLine text={texts.loading(name)} /> : <ErrorNotice error={error} actions={<Button onClick={() => void read()}>{texts.retry}</Button>} />}
      </div>
    );
  }
  const parsed = parseForm(draft.text);
  const setText = (text: string): void => changeDraft(name, (before) => before && { ...before, text });
  const conflict = isConflict(draft);
  return (
    <div className={styles.tab}>
      <div className={styles.notices}>
        {error !== undefined && <ErrorNotice error={error} actions={<Button onClick={() => void read()}>{texts.retry}</Button>} />}
        {save.error !== undefined && save.error.code !== 'conflict' && <ErrorNotice error={save.error} />}
        {conflict && <Conflict text={draft.text} onLoad={() => changeDraft(name, (before) => before && loadedAnew(before))} />}
        {draft.kept !== undefined && <KeptText text={draft.kept} onDismiss={() => changeDraft(name, (before) => before && withoutKept(before))} />}
      </div>
      <div className={styles.columns}>
        <SettingsFields parsed={parsed} text={draft.text} name={name} onChange={setText} />
        <YamlEditor label={texts.yaml} text={draft.text} onChange={setText} />
      </div>
      <Footer
        file={draft.file}
        changed={isChanged(draft)}
        automated={'form' in parsed ? parsed.form.automated : summary.automated}
        refusal={conflict ? texts.conflict : refusalOf(parsed, name)}
        saving={save.busy}
        onDiscard={() => {
          save.dismiss();
          changeDraft(name, (before) => before && { ...before, base: before.disk, text: before.disk });
        }}
        onSave={() => save.run(draft.text, draft.base)}
      />
    </div>
  );
}

/** Why the text cannot be saved, as far as that can be told here. */
function refusalOf(parsed: ReturnType<typeof parseForm>, name: string): string | undefined {
  if ('problem' in parsed) return parsed.problem;
  return parsed.form.name === name ? undefined : texts.renamed(name);
}
