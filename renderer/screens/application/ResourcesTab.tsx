import { useMemo, useState } from 'react';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { ResourceStatus } from '../../../shared/model/view.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterInput } from '../../components/FilterInput.tsx';
import { HealthState } from '../../components/HealthState.tsx';
import { KindGlyph } from '../../components/KindGlyph.tsx';
import { SyncState } from '../../components/SyncState.tsx';
import type { Column } from '../../components/tableColumn.ts';
import type { TableSort } from '../../components/tableRows.ts';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import styles from './Application.module.css';
import type { ResourceTabProps } from './GraphTab.tsx';
import { applicationTexts } from './texts.ts';

const texts = applicationTexts.resources;
const keyOf = ({ group = '', kind, namespace = '', name }: ResourceStatus): ResourceKey => ({ group, kind, namespace, name });
const rowKey = (row: ResourceStatus) => keyText(keyOf(row));
const rowName = (row: ResourceStatus) => `${row.kind} ${row.name}`;
const by = (value: (row: ResourceStatus) => string) => (a: ResourceStatus, b: ResourceStatus) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);

const COLUMNS: readonly Column<ResourceStatus>[] = [
  {
    id: 'kind',
    label: texts.kind,
    width: '200px',
    compare: by((row) => row.kind),
    cell: (row) => (
      <span className={styles.kind}>
        <KindGlyph kind={row.kind} /> {row.kind}
      </span>
    ),
  },
  { id: 'name', label: texts.name, width: 'minmax(180px, 1.2fr)', compare: by((row) => row.name), cell: (row) => <span title={row.name}>{row.name}</span> },
  { id: 'namespace', label: texts.namespace, width: '150px', compare: by((row) => row.namespace ?? ''), cell: (row) => row.namespace ?? '' },
  { id: 'sync', label: texts.sync, width: '150px', compare: by((row) => row.status), cell: (row) => <SyncState status={row.status} withLabel label={row.requiresPruning === true ? texts.prune : undefined} /> },
  { id: 'health', label: texts.health, width: '130px', compare: by((row) => row.health?.status ?? ''), cell: (row) => row.health !== undefined && <HealthState status={row.health.status} withLabel /> },
  { id: 'message', label: texts.message, width: 'minmax(180px, 2fr)', cell: (row) => <span title={messageOf(row)}>{messageOf(row)}</span> },
];

/** The application's own resources as a table. */
export function ResourcesTab({ view, resource, onOpen }: ResourceTabProps) {
  const [text, setText] = useState('');
  const [sort, setSort] = useState<TableSort>();
  const { resources } = view.status;
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return resources.filter((row) => `${row.kind} ${row.namespace ?? ''}/${row.name} ${row.status} ${row.health?.status ?? ''}`.toLowerCase().includes(wanted));
  }, [resources, text]);
  return (
    <div className={styles.table}>
      <div className={styles.tools}>
        <FilterInput label={texts.filter} value={text} onChange={setText} found={{ shown: rows.length, all: resources.length }} />
      </div>
      <VirtualTable
        label={applicationTexts.tabs.resources}
        rows={rows}
        columns={COLUMNS}
        rowKey={rowKey}
        rowName={rowName}
        sort={sort}
        onSortChange={setSort}
        openKey={resource === undefined ? undefined : keyText(resource)}
        onOpen={(row) => onOpen(keyOf(row))}
        empty={<EmptyState title={text === '' ? texts.empty : texts.noneFiltered} />}
      />
    </div>
  );
}

function messageOf(row: ResourceStatus): string {
  return [row.message, row.health?.message].filter((part) => part !== undefined && part !== '').join('; ');
}
