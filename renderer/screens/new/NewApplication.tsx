import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SegmentedControl } from '../../components/SegmentedControl.tsx';
import { host } from '../../client/index.ts';
import { getHome, useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { navigate } from '../../state/useRoute.ts';
import { DestinationFields } from './DestinationFields.tsx';
import { DraftPlan } from './DraftPlan.tsx';
import type { ApplicationForm } from './form.ts';
import { editForm, nameProblem, newApplication, parseForm, suggestName } from './form.ts';
import { NameFields } from './NameFields.tsx';
import styles from './NewApplication.module.css';
import { PolicyFields } from './PolicyFields.tsx';
import { SourceFields } from './SourceFields.tsx';
import { newTexts } from './texts.ts';
import { YamlEditor } from './YamlEditor.tsx';

/**
 * One page: source, destination, policy, name, checked as one types, beside the YAML that comes of it. The YAML is what is
 * kept and created; the form shows and edits a part of it.
 */
export function NewApplication() {
  const [yaml, setYaml] = useState(() => newApplication(firstContext()));
  const [named, setNamed] = useState(false);
  const [view, setView] = useState<'form' | 'both'>('form');
  const taken = useHome(({ state }) => state?.applications) ?? [];
  const parsed = parseForm(yaml);
  const create = useAction(async (plan: boolean) => {
    const { name } = await host.call('create', { yaml, from: newTexts.from });
    navigate({ page: 'application', name, tab: plan ? 'plan' : 'graph' });
  });

  const change = (changes: Partial<ApplicationForm>): void => {
    if (changes.name !== undefined) setNamed(true);
    setYaml((before) => {
      const next = editForm(before, changes);
      const read = parseForm(next);
      // Until somebody names it, the name follows from where the manifests are.
      if (named || changes.name !== undefined || 'problem' in read) return next;
      return editForm(next, { name: suggestName(read.form.repoURL, read.form.path) });
    });
  };

  const form = 'form' in parsed ? parsed.form : undefined;
  const missing = form === undefined ? undefined : missingPart(form, taken.map((item) => item.name));
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div>
          <h1>{newTexts.title}</h1>
          <p className={styles.lead}>{newTexts.lead}</p>
        </div>
        <SegmentedControl
          label={newTexts.view}
          value={view}
          onChange={setView}
          segments={[
            { value: 'form', label: newTexts.form },
            { value: 'both', label: newTexts.both },
          ]}
        />
      </header>
      <div className={styles.columns} data-view={view}>
        <div className={styles.fields}>
          {form === undefined ? (
            <ErrorNotice error={{ code: 'application-invalid', message: 'problem' in parsed ? parsed.problem : '', hint: newTexts.brokenYaml }} />
          ) : (
            <>
              <SourceFields form={form} change={change} />
              <DestinationFields form={form} change={change} />
              <PolicyFields form={form} change={change} />
              <NameFields form={form} change={change} />
            </>
          )}
        </div>
        {view === 'both' && <YamlEditor label={newTexts.yaml} text={yaml} onChange={setYaml} />}
      </div>
      <footer className={styles.footer}>
        <DraftPlan yaml={missing === undefined && form !== undefined ? yaml : undefined} waitingFor={missing ?? newTexts.waiting} />
        <div className={styles.actions}>
          {create.error !== undefined && <ErrorNotice error={create.error} />}
          <Button onClick={() => navigate({ page: 'applications', filters: NO_FILTERS })}>{newTexts.cancel}</Button>
          <Button busy={create.busy} disabledReason={missing} onClick={() => void create.run(false)}>
            {newTexts.create}
          </Button>
          <Button variant="primary" busy={create.busy} disabledReason={missing} onClick={() => void create.run(true)}>
            {newTexts.createAndPlan}
          </Button>
        </div>
      </footer>
    </div>
  );
}

/** The context that lists are narrowed to, else kubectl's current one, else the first. */
function firstContext(): string {
  const state = getHome().state;
  if (state === undefined) return '';
  const chosen = state.contexts.find((context) => context.name === state.settings.page.context);
  return (chosen ?? state.contexts.find((context) => context.current) ?? state.contexts[0])?.name ?? '';
}

/** What still keeps it from being created; what a check found is shown beside its field and forbids nothing. */
function missingPart(form: ApplicationForm, taken: readonly string[]): string | undefined {
  if (form.repoURL === '') return newTexts.needsRepository;
  if (form.context === '') return newTexts.needsContext;
  return nameProblem(form.name, taken);
}
