import { useEffect, useState } from 'react';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { Project as Rules } from '../../../shared/model/project.ts';
import { host } from '../../client/index.ts';
import { Banner } from '../../components/Banner.tsx';
import { BusyLine } from '../../components/BusyLine.tsx';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Link } from '../../components/Link.tsx';
import { useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import { YamlEditor } from '../new/YamlEditor.tsx';
import styles from './Projects.module.css';
import { projectTexts as texts } from './texts.ts';
import type { RuleWords } from './words.ts';
import { ruleWords, windowSentence, windowWhom } from './words.ts';

/** A project's file as it is edited: `base` is what a save replaces. */
interface Draft {
  readonly file: string;
  readonly base: string;
  readonly text: string;
}

/** One project: its rules and windows in words beside its YAML, which is what is kept and saved. */
export function Project({ name }: { readonly name: string }) {
  const project = useHome(({ state }) => state?.projects.find((item) => item.name === name));
  const broken = useHome(({ state }) => state?.brokenProjects.find((item) => item.name === name));
  const applications = useHome(({ state }) => state?.applications) ?? [];
  const [draft, setDraft] = useState<Draft>();
  const [removing, setRemoving] = useState(false);
  const [unread, setUnread] = useState<ErrorShape>();
  const read = useAction(async () => {
    const { yaml, file } = await host.call('readProject', { name });
    setDraft({ file, base: yaml, text: yaml });
  });
  const save = useAction(async ({ text, base }: Draft) => {
    await host.call('replaceProject', { name, yaml: text, base });
    const { yaml, file } = await host.call('readProject', { name });
    setDraft((before) => ({ file, base: yaml, text: before === undefined || before.text === text ? yaml : before.text }));
  });
  // The file is another one: by a save here, by the terminal, by an editor. What is being edited stays.
  const version = JSON.stringify([name, project?.manifest, broken?.error.message]);
  useEffect(() => {
    let over = false;
    host.call('readProject', { name: nameIn(version) }).then(
      ({ yaml, file }) => {
        if (over) return;
        setUnread(undefined);
        setDraft((before) => (before === undefined || before.text === before.base ? { file, base: yaml, text: yaml } : before));
      },
      (reason: unknown) => {
        if (!over) setUnread(errorShape(reason));
      },
    );
    return () => {
      over = true;
    };
  }, [version]);
  if (project === undefined && broken === undefined) {
    return (
      <EmptyState title={texts.gone(name)} actions={<Link to={{ page: 'projects' }}>{texts.toProjects}</Link>}>
        {texts.goneWords}
      </EmptyState>
    );
  }
  const inIt = applications.filter((application) => application.project === name).map((application) => application.name);
  const changed = draft !== undefined && draft.text !== draft.base;
  const conflict = save.error?.code === 'conflict';
  const notRead = read.error ?? unread;
  const hasFile = project === undefined || project.file !== undefined;
  return (
    <div className={cx(styles.page, styles.detail)}>
      <header className={styles.header}>
        <div>
          <h1>{name}</h1>
          {project?.spec.description !== undefined && <p className={styles.lead}>{project.spec.description}</p>}
        </div>
        {hasFile && (
          <Button variant="danger" disabledReason={inIt.length > 0 ? texts.inUse(inIt.length) : undefined} onClick={() => setRemoving(true)}>
            {texts.remove}
          </Button>
        )}
      </header>
      <div className={styles.problems}>
        {broken !== undefined && <ErrorNotice error={broken.error} />}
        {notRead !== undefined && <ErrorNotice error={notRead} />}
        {project?.warnings.map((warning) => (
          <Banner key={warning} tone="warn">
            {warning}
          </Banner>
        ))}
        {save.error !== undefined && !conflict && <ErrorNotice error={save.error} />}
        {conflict && draft !== undefined && (
          <Banner
            tone="warn"
            actions={
              <>
                <CopyButton text={draft.text} what={texts.yourText} />
                <Button
                  onClick={() => {
                    save.dismiss();
                    void read.run();
                  }}
                >
                  {texts.loadAnew}
                </Button>
              </>
            }
          >
            {texts.conflict}
          </Banner>
        )}
      </div>
      <div className={styles.columns}>
        <div className={styles.rules}>
          {project !== undefined && <RuleList project={project} />}
          <section className={styles.group} aria-labelledby="project-applications">
            <h2 id="project-applications">{texts.applications}</h2>
            {inIt.length === 0 ? (
              <p className={styles.words}>{texts.noApplications}</p>
            ) : (
              <ul>
                {inIt.map((application) => (
                  <li key={application}>
                    <Link to={{ page: 'application', name: application, tab: 'graph' }}>{application}</Link>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
        {draft === undefined ? <BusyLine text={texts.loading(name)} /> : <YamlEditor label={texts.yaml} text={draft.text} onChange={(text) => setDraft((before) => before && { ...before, text })} />}
      </div>
      <footer className={styles.footer}>
        <p className={styles.file}>
          {hasFile ? texts.file : texts.noFile}
          {hasFile && draft !== undefined && (
            <>
              {' '}
              <code>{draft.file}</code>
              <CopyButton text={draft.file} what={texts.path} />
            </>
          )}
        </p>
        <div className={styles.actions}>
          {changed && (
            <Button
              onClick={() => {
                save.dismiss();
                setDraft({ ...draft, text: draft.base });
              }}
            >
              {texts.discard}
            </Button>
          )}
          <Button variant="primary" busy={save.busy} disabledReason={changed ? undefined : texts.unchanged} onClick={() => draft !== undefined && void save.run(draft)}>
            {texts.save}
          </Button>
        </div>
      </footer>
      {removing && <RemoveProject name={name} onClose={() => setRemoving(false)} />}
    </div>
  );
}

function nameIn(version: string): string {
  const [name] = JSON.parse(version) as readonly [string];
  return name;
}

function RuleList({ project }: { readonly project: Rules }) {
  const windows = project.spec.syncWindows ?? [];
  return (
    <>
      <section className={styles.group} aria-labelledby="project-rules">
        <h2 id="project-rules">{texts.rules}</h2>
        <dl>
          {ruleWords(project).map((rule) => (
            <Rule key={rule.title} {...rule} />
          ))}
        </dl>
      </section>
      <section className={styles.group} aria-labelledby="project-windows">
        <h2 id="project-windows">{texts.windows}</h2>
        <p className={styles.words}>{windows.length === 0 ? texts.always : texts.windowsWords}</p>
        {windows.length > 0 && (
          <ul>
            {windows.map((window) => (
              <li key={JSON.stringify(window)}>
                {windowSentence(window)} <span className={styles.words}>{windowWhom(window)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Rule({ title, words, parts, but }: RuleWords) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {words}
        {parts.length > 0 && (
          <ul>
            {parts.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
        )}
        {but !== undefined && <p>{but}</p>}
      </dd>
    </>
  );
}

function RemoveProject({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const remove = useAction(async () => {
    await host.call('removeProject', { name });
    navigate({ page: 'projects' });
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.removeQuestion(name)}
      description={texts.removeWords}
      actions={
        <>
          <Button onClick={onClose}>{texts.dialog.cancel}</Button>
          <Button variant="danger" busy={remove.busy} onClick={() => void remove.run()}>
            {texts.remove}
          </Button>
        </>
      }
    >
      {remove.error !== undefined && <ErrorNotice error={remove.error} />}
    </Dialog>
  );
}
