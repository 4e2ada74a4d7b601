import { useMemo, useState } from 'react';
import { keyText } from '../../../shared/model/kube.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { GraphFilter, GraphNode } from '../../components/graph/index.ts';
import { APPLICATION_ID, buildGraph, EVERYTHING, filterGraph, GraphToolbar, sameNode, useReuse } from '../../components/graph/index.ts';
import { HealthState } from '../../components/HealthState.tsx';
import { KindGlyph } from '../../components/KindGlyph.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { SyncState } from '../../components/SyncState.tsx';
import type { Column } from '../../components/tableColumn.ts';
import type { TableSort } from '../../components/tableRows.ts';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import { useFollow } from '../../state/requests.ts';
import { NotCompared } from './NotCompared.tsx';
import { isCompared } from './stateWords.ts';
import { applicationTexts } from './texts.ts';
import { hasDetails } from './views/GraphView.tsx';
import { Notices } from './views/Notices.tsx';
import { OrphanSwitch } from './views/OrphanSwitch.tsx';
import type { ResourceTabProps } from './views/resourceTab.ts';
import { useOrphans } from './views/useOrphans.ts';
import { ViewSwitch } from './views/ViewSwitch.tsx';
import viewStyles from './views/views.module.css';
import styles from './Application.module.css';

const texts = applicationTexts.resources;
const NOTHING = { nodes: [] };
const rowKey = ({ key }: GraphNode) => keyText(key);
const rowName = ({ key }: GraphNode) => `${key.kind} ${key.name}`;
const by = (value: (row: GraphNode) => string) => (a: GraphNode, b: GraphNode) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);

const COLUMNS: readonly Column<GraphNode>[] = [
  {
    id: 'kind',
    label: texts.kind,
    width: '200px',
    compare: by(({ key }) => key.kind),
    cell: ({ key }) => (
      <span className={styles.kind}>
        <KindGlyph kind={key.kind} /> {key.kind}
      </span>
    ),
  },
  { id: 'name', label: texts.name, width: 'minmax(180px, 1.2fr)', compare: by(({ key }) => key.name), cell: ({ key }) => <span title={key.name}>{key.name}</span> },
  { id: 'namespace', label: texts.namespace, width: '130px', compare: by(({ key }) => key.namespace), cell: ({ key }) => key.namespace },
  { id: 'sync', label: texts.sync, width: '130px', compare: by(({ sync }) => sync ?? ''), cell: ({ sync, pruning }) => sync !== undefined && <SyncState status={sync} withLabel label={pruning === true ? texts.prune : undefined} /> },
  { id: 'health', label: texts.health, width: '130px', compare: by(({ health }) => health?.status ?? ''), cell: ({ health }) => health !== undefined && <HealthState status={health.status} withLabel /> },
  { id: 'age', label: texts.age, width: '100px', compare: by(({ createdAt }) => createdAt ?? ''), cell: ({ createdAt }) => createdAt !== undefined && <RelativeTime at={createdAt} /> },
  { id: 'message', label: texts.message, width: 'minmax(160px, 2fr)', cell: (row) => <span title={messageOf(row)}>{messageOf(row)}</span> },
];

/** The application's resources as a table, with what they own and what is run by syncs; what nobody tracks, if it is to be shown. */
export function ResourcesTab({ view, resource, onOpen }: ResourceTabProps) {
  const { name } = view.metadata;
  const { value: tree, error } = useFollow('followTree', { name });
  const orphans = useOrphans(name);
  const [filter, setFilter] = useState<GraphFilter>(EVERYTHING);
  const [sort, setSort] = useState<TableSort>();
  const { found } = orphans;
  // Without a tree, as while the cluster is away, what the comparison names is all that is known.
  const told = useMemo(() => buildGraph(view, tree ?? NOTHING, found?.orphans), [view, tree, found]);
  const nodes = useReuse(told, sameNode);
  const rows = useMemo(() => filterGraph(nodes, filter).flatMap(({ node, matched }) => (matched && node.id !== APPLICATION_ID && node.foreign !== true ? [node] : [])), [nodes, filter]);
  return (
    <div className={viewStyles.view}>
      <Notices error={error} orphans={orphans} />
      <GraphToolbar nodes={nodes} filter={filter} found={rows.length} onFilter={setFilter} lead={<ViewSwitch application={name} list />} trail={<OrphanSwitch {...orphans} />} />
      <VirtualTable
        label={applicationTexts.tabs.resources}
        rows={rows}
        columns={COLUMNS}
        rowKey={rowKey}
        rowName={rowName}
        sort={sort}
        onSortChange={setSort}
        openKey={resource === undefined ? undefined : keyText(resource)}
        onOpen={(row) => onOpen(hasDetails(row) ? row.key : undefined)}
        empty={isCompared(view) ? <EmptyState title={filter === EVERYTHING ? texts.empty : texts.noneFiltered} /> : <NotCompared />}
      />
    </div>
  );
}

function messageOf({ hook, orphaned, message, health, info }: GraphNode): string {
  return [hook === undefined ? '' : texts.hook(hook), orphaned === true ? texts.orphaned : '', message ?? '', health?.message ?? '', info?.join(', ') ?? ''].filter((part) => part !== '').join('; ');
}
