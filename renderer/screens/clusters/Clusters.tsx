import { Palette } from 'lucide-react';
import { useState } from 'react';
import type { ContextState } from '../../../shared/model/home.ts';
import { CONTEXT_COLOURS } from '../../../shared/model/settings.ts';
import { Button } from '../../components/Button.tsx';
import { contextColour } from '../../components/contextColour.ts';
import { ContextChip } from '../../components/ContextChip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FilterInput } from '../../components/FilterInput.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import type { MenuEntry } from '../../components/Menu.tsx';
import { Menu } from '../../components/Menu.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import type { Column } from '../../components/tableColumn.ts';
import type { TableSort } from '../../components/tableRows.ts';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import { host } from '../../client/index.ts';
import { saveContextColour, useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import { texts as pageTexts } from '../../texts.ts';
import { connectionTimes, connectionWords } from '../context/connectionWords.ts';
import { orderContexts } from '../context/orderContexts.ts';
import styles from './Clusters.module.css';
import { clusterTexts as texts } from './texts.ts';

const insecureTexts = pageTexts.context.insecure;
const byName = (a: ContextState, b: ContextState) => (a.name < b.name ? -1 : 1);
const rowKey = (context: ContextState) => context.name;
const COLUMNS: readonly Column<ContextState>[] = [
  { id: 'name', label: texts.columns.name, width: 'minmax(200px, 1.2fr)', compare: byName, cell: (context) => <ContextChip name={context.name} context={context} /> },
  { id: 'state', label: texts.columns.state, width: 'minmax(160px, 1fr)', cell: (context) => <Connection context={context} /> },
  { id: 'server', label: texts.columns.server, width: 'minmax(200px, 1.4fr)', cell: (context) => <Server context={context} /> },
  { id: 'user', label: texts.columns.user, width: 'minmax(100px, 0.8fr)', cell: (context) => context.user },
  { id: 'namespace', label: texts.columns.namespace, width: '120px', cell: (context) => context.namespace },
  { id: 'applications', label: texts.columns.applications, width: '110px', align: 'end', cell: (context) => <Applications context={context.name} /> },
  { id: 'probe', label: '', width: '120px', cell: (context) => <RowActions context={context} /> },
];

/** Every context of the kubeconfig, and how its cluster answered; none is contacted before somebody asks. */
export function Clusters() {
  const contexts = useHome(({ state }) => state?.contexts) ?? [];
  const kubeconfig = useHome(({ state }) => state?.kubeconfig);
  const [text, setText] = useState('');
  const [sort, setSort] = useState<TableSort>();
  const shown = orderContexts(contexts, text);
  const failed = shown.filter((context) => context.connection.state === 'failed');
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div>
          <h1>{texts.title}</h1>
          <p className={styles.files}>{kubeconfig === undefined ? '' : texts.from(kubeconfig.files)}</p>
        </div>
        <FilterInput label={texts.search} value={text} onChange={setText} found={{ shown: shown.length, all: contexts.length }} />
      </header>
      <div className={styles.problems}>
        {(kubeconfig?.problems ?? []).map((problem) => (
          <ErrorNotice key={problem} error={{ code: 'kubeconfig-invalid', message: problem }} />
        ))}
        {failed.map(({ name, connection }) => connection.state === 'failed' && <ErrorNotice key={name} error={connection.error} />)}
      </div>
      <div className={styles.table}>
        <VirtualTable label={texts.list} rows={shown} columns={COLUMNS} rowKey={rowKey} rowName={rowKey} sort={sort} onSortChange={setSort} empty={<EmptyState title={texts.none} />} />
      </div>
    </div>
  );
}

function Connection({ context }: { readonly context: ContextState }) {
  const { short, exact } = connectionWords(context);
  const times = connectionTimes(context.connection);
  return (
    <span className={styles.state} data-state={context.problem === undefined ? context.connection.state : 'failed'} title={exact}>
      {short}
      {times !== undefined && context.problem === undefined && (
        <span className={styles.since}>
          {' '}
          <RelativeTime at={times.since} />
          {times.retryAt !== undefined && <span title={times.retryAt}>{texts.retries}</span>}
        </span>
      )}
    </span>
  );
}

function Server({ context }: { readonly context: ContextState }) {
  return (
    <>
      {context.insecure !== undefined && <strong className={styles.insecure}>{insecureTexts[context.insecure]} </strong>}
      <code title={context.server}>{context.server}</code>
    </>
  );
}

function Applications({ context }: { readonly context: string }) {
  return <>{useHome(({ state }) => state?.applications.filter((item) => item.context === context).length) ?? 0}</>;
}

function RowActions({ context }: { readonly context: ContextState }) {
  const probe = useAction(() => host.call('probe', { context: context.name }));
  const colours: readonly MenuEntry[] = Array.from({ length: CONTEXT_COLOURS }, (_, index) => ({
    kind: 'item',
    label: texts.colour(index + 1),
    icon: <span className={styles.swatch} style={{ background: contextColour('', index + 1) }} />,
    onSelect: () => void saveContextColour(context.name, index + 1),
  }));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- only keeps the table from taking the focus, which would close the menu
    <span onClick={(event) => event.stopPropagation()}>
      <Button variant="quiet" busy={probe.busy} onClick={() => void probe.run()}>
        {texts.test}
      </Button>
      <Menu
        align="end"
        trigger={<IconButton label={texts.colourOf(context.name)} icon={<Palette size={14} />} />}
        entries={[{ kind: 'item', label: texts.byName, onSelect: () => void saveContextColour(context.name, undefined) }, ...colours]}
      />
    </span>
  );
}
