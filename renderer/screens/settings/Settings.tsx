import { useState } from 'react';
import type { Settings as SettingsModel } from '../../../shared/model/settings.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SegmentedControl } from '../../components/SegmentedControl.tsx';
import { TextField } from '../../components/TextField.tsx';
import { host } from '../../client/index.ts';
import { savePageSettings, useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { changedSettings, formOfSettings, numberProblem, settingsOfForm } from './form.ts';
import type { SettingsForm } from './form.ts';
import styles from './Settings.module.css';
import { settingsTexts as texts } from './texts.ts';

/** What can be set; stored as a file that can be edited as well. */
export function Settings() {
  const state = useHome((home) => home.state);
  if (state === undefined) return null;
  const { settings, home, version } = state;
  return (
    <div className={styles.page}>
      <h1>{texts.title}</h1>
      <section className={styles.group} aria-labelledby="settings-look">
        <h2 id="settings-look">{texts.look}</h2>
        <div className={styles.choice}>
          <SegmentedControl
            label={texts.theme}
            value={settings.page.theme}
            onChange={(theme) => void savePageSettings({ theme })}
            segments={[
              { value: 'system', label: texts.system },
              { value: 'light', label: texts.light },
              { value: 'dark', label: texts.dark },
            ]}
          />
        </div>
      </section>
      {/* Whoever edits the file meanwhile wins: the form begins anew with what it says. */}
      <SettingsFields key={JSON.stringify([settings.git, settings.selfHeal, settings.contexts, settings.argocd])} settings={settings} />
      <section className={styles.group} aria-labelledby="settings-about">
        <h2 id="settings-about">{texts.about}</h2>
        <dl className={styles.facts}>
          <dt>{texts.version}</dt>
          <dd>{version}</dd>
          <dt>{texts.folder}</dt>
          <dd>
            <code>{home}</code>
          </dd>
        </dl>
        <p className={styles.words}>{texts.file}</p>
      </section>
    </div>
  );
}

function SettingsFields({ settings }: { readonly settings: SettingsModel }) {
  const [form, setForm] = useState<SettingsForm>(() => formOfSettings(settings));
  const change = (changes: Partial<SettingsForm>): void => setForm((before) => ({ ...before, ...changes }));
  const next = settingsOfForm(form, settings);
  const save = useAction(async () => {
    if (next !== undefined) await host.call('saveSettings', { settings: settingsSchema.parse(next) });
  });
  const changed = next !== undefined && changedSettings(settings, next);
  const number = (field: 'pollSeconds' | 'pollJitterSeconds' | 'timeoutSeconds', label: string, hint?: string) => {
    const problem = numberProblem(field, form[field]);
    return <TextField label={label} hint={hint} value={form[field]} onChange={(value) => change({ [field]: value })} check={problem === undefined ? undefined : { kind: 'error', message: problem }} />;
  };
  return (
    <>
      <section className={styles.group} aria-labelledby="settings-git">
        <h2 id="settings-git">{texts.git}</h2>
        {number('pollSeconds', texts.poll, texts.pollHint)}
        {number('pollJitterSeconds', texts.jitter, texts.jitterHint)}
        {number('timeoutSeconds', texts.timeout, texts.timeoutHint)}
      </section>
      <section className={styles.group} aria-labelledby="settings-contexts">
        <h2 id="settings-contexts">{texts.contexts}</h2>
        <TextField label={texts.protected} hint={texts.protectedHint} mono value={form.protected} onChange={(value) => change({ protected: value })} />
        <TextField label={texts.readOnly} hint={texts.readOnlyHint} mono value={form.readOnly} onChange={(value) => change({ readOnly: value })} />
        <Checkbox label={texts.readOnlyDryRun} description={texts.readOnlyDryRunHint} checked={form.readOnlyDryRun} onChange={(readOnlyDryRun) => change({ readOnlyDryRun })} />
        <Checkbox label={texts.argocdConfigMap} description={texts.argocdConfigMapHint} checked={form.argocdConfigMap} onChange={(argocdConfigMap) => change({ argocdConfigMap })} />
      </section>
      <div className={styles.actions}>
        {save.error !== undefined && <ErrorNotice error={save.error} />}
        <Button variant="primary" busy={save.busy} disabledReason={next === undefined ? texts.invalid : changed ? undefined : texts.unchanged} onClick={() => void save.run()}>
          {texts.save}
        </Button>
      </div>
    </>
  );
}
