import { Plus } from 'lucide-react';
import { useState } from 'react';
import { stringify } from 'yaml';
import type { StoredProject } from '../../../shared/model/project.ts';
import { host } from '../../client/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Link } from '../../components/Link.tsx';
import type { Column } from '../../components/tableColumn.ts';
import type { TableSort } from '../../components/tableRows.ts';
import { TextField } from '../../components/TextField.tsx';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import { useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import styles from './Projects.module.css';
import { projectTexts as texts } from './texts.ts';

const rowKey = (project: StoredProject) => project.name;
const COLUMNS: readonly Column<StoredProject>[] = [
  { id: 'name', label: texts.columns.name, width: 'minmax(140px, 1fr)', compare: (a, b) => (a.name < b.name ? -1 : 1), cell: ({ name }) => <Link to={{ page: 'project', name }}>{name}</Link> },
  { id: 'description', label: texts.columns.description, width: 'minmax(160px, 1.4fr)', cell: ({ spec }) => <span title={spec.description}>{spec.description}</span> },
  { id: 'sources', label: texts.columns.sources, width: 'minmax(160px, 1.4fr)', cell: ({ spec }) => <Shortened values={spec.sourceRepos ?? []} /> },
  { id: 'destinations', label: texts.columns.destinations, width: 'minmax(160px, 1.2fr)', cell: ({ spec }) => <Shortened values={(spec.destinations ?? []).map(({ name, server, namespace }) => [name ?? server ?? '', namespace ?? ''].join(' / '))} /> },
  { id: 'windows', label: texts.columns.windows, width: '110px', align: 'end', cell: ({ spec }) => spec.syncWindows?.length ?? 0 },
  { id: 'applications', label: texts.columns.applications, width: '110px', align: 'end', cell: ({ name }) => <Applications project={name} /> },
];

/** Every project of the home; `default` is there without a file. */
export function Projects() {
  const projects = useHome(({ state }) => state?.projects) ?? [];
  const broken = useHome(({ state }) => state?.brokenProjects) ?? [];
  const [sort, setSort] = useState<TableSort>();
  const [creating, setCreating] = useState(false);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div>
          <h1>{texts.title}</h1>
          <p className={styles.lead}>{texts.lead}</p>
        </div>
        <Button variant="primary" icon={<Plus size={14} />} onClick={() => setCreating(true)}>
          {texts.create}
        </Button>
      </header>
      <div className={styles.problems}>
        {broken.map(({ name, file, error }) => (
          <ErrorNotice key={file} error={error} actions={<Button onClick={() => navigate({ page: 'project', name })}>{texts.edit(name)}</Button>} />
        ))}
      </div>
      <div className={styles.table}>
        <VirtualTable label={texts.list} rows={projects} columns={COLUMNS} rowKey={rowKey} rowName={rowKey} sort={sort} onSortChange={setSort} onOpen={({ name }) => navigate({ page: 'project', name })} empty={<EmptyState title={texts.none} />} />
      </div>
      {creating && <NewProject onClose={() => setCreating(false)} />}
    </div>
  );
}

/** The first of a list, and how many more; all of them on hover. */
function Shortened({ values }: { readonly values: readonly string[] }) {
  const [first] = values;
  if (first === undefined) return <span className={styles.words}>{texts.nothing}</span>;
  if (values.length === 1 && /^[* /]+$/.test(first)) return <>{texts.any}</>;
  return <span title={values.join('\n')}>{texts.more(first, values.length - 1)}</span>;
}

function Applications({ project }: { readonly project: string }) {
  return <>{useHome(({ state }) => state?.applications.filter((item) => item.project === project).length) ?? 0}</>;
}

function NewProject({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useAction(async () => {
    await host.call('createProject', { yaml: newProject(name), from: texts.dialog.title });
    navigate({ page: 'project', name });
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.dialog.title}
      description={texts.dialog.words}
      actions={
        <>
          <Button onClick={onClose}>{texts.dialog.cancel}</Button>
          <Button variant="primary" busy={create.busy} disabledReason={name === '' ? texts.dialog.needsName : undefined} onClick={() => void create.run()}>
            {texts.dialog.create}
          </Button>
        </>
      }
    >
      <TextField label={texts.dialog.name} mono value={name} onChange={setName} />
      {create.error !== undefined && <ErrorNotice error={create.error} />}
    </Dialog>
  );
}

/** What a new project begins with: everything is allowed, and every rule is there to be narrowed. */
function newProject(name: string): string {
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name },
    spec: { description: '', sourceRepos: ['*'], destinations: [{ name: '*', namespace: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] },
  });
}
