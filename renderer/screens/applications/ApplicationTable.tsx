import { useState } from 'react';
import type { ApplicationSummary, ContextState } from '../../../shared/model/home.ts';
import { ContextChip } from '../../components/ContextChip.tsx';
import { HealthState } from '../../components/HealthState.tsx';
import { Link } from '../../components/Link.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { SyncState } from '../../components/SyncState.tsx';
import type { Column } from '../../components/tableColumn.ts';
import type { TableSort } from '../../components/tableRows.ts';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import { navigate } from '../../state/useRoute.ts';
import styles from './Applications.module.css';
import { OperationWords } from './OperationWords.tsx';
import { differenceWords, shortRepository, shortRevision } from './select.ts';
import { listTexts } from './texts.ts';

export interface ApplicationTableProps {
  readonly applications: readonly ApplicationSummary[];
  readonly contexts: readonly ContextState[];
  readonly selected: ReadonlySet<string>;
  readonly onSelectedChange: (selected: ReadonlySet<string>) => void;
}

const texts = listTexts.columns;
const by = (value: (item: ApplicationSummary) => string) => (a: ApplicationSummary, b: ApplicationSummary) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
const rowKey = (item: ApplicationSummary) => item.name;

/** The same applications as rows: sorted by any column, thousands of them. */
export function ApplicationTable({ applications, contexts, selected, onSelectedChange }: ApplicationTableProps) {
  const [sort, setSort] = useState<TableSort>();
  const context = (item: ApplicationSummary) => contexts.find((known) => known.name === item.context);
  const columns: readonly Column<ApplicationSummary>[] = [
    { id: 'name', label: texts.name, width: 'minmax(160px, 1.2fr)', compare: by((item) => item.name), cell: (item) => <Link to={{ page: 'application', name: item.name, tab: 'graph' }}>{item.name}</Link> },
    { id: 'sync', label: texts.sync, width: '124px', compare: by((item) => item.sync), cell: (item) => <SyncState status={item.operation?.phase === 'Running' ? 'Syncing' : item.sync} withLabel /> },
    { id: 'health', label: texts.health, width: '124px', compare: by((item) => item.health), cell: (item) => <HealthState status={item.health} withLabel /> },
    { id: 'difference', label: texts.difference, width: 'minmax(140px, 1.4fr)', compare: by(differenceWords), cell: (item) => <span className={styles.cut} title={differenceWords(item)}>{differenceWords(item)}</span> },
    { id: 'context', label: texts.context, width: 'minmax(180px, 1fr)', compare: by((item) => item.context), cell: (item) => <ContextChip name={item.context} context={context(item)} /> },
    { id: 'source', label: texts.source, width: 'minmax(140px, 1.2fr)', compare: by((item) => item.source.repoURL), cell: (item) => <span className={styles.cut} title={item.source.repoURL}>{shortRepository(item.source.repoURL)} @ {shortRevision(item.source.targetRevision ?? 'HEAD')}</span> },
    { id: 'synced', label: texts.synced, width: '116px', compare: by((item) => item.operation?.startedAt ?? ''), cell: (item) => <LastSync application={item} /> },
  ];
  return (
    <VirtualTable
      label={listTexts.title}
      rows={applications}
      columns={columns}
      rowKey={rowKey}
      rowName={rowKey}
      sort={sort}
      onSortChange={setSort}
      selected={selected}
      onSelectedChange={onSelectedChange}
      onOpen={(item) => navigate({ page: 'application', name: item.name, tab: 'graph' })}
    />
  );
}

function LastSync({ application: { operation } }: { readonly application: ApplicationSummary }) {
  if (operation === undefined) return <>{listTexts.neverSynced}</>;
  return operation.phase === 'Running' ? <OperationWords operation={operation} /> : <RelativeTime at={operation.finishedAt ?? operation.startedAt} />;
}
