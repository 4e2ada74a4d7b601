import { useState } from 'react';
import { HealthState } from '../components/HealthState.tsx';
import { KindGlyph } from '../components/KindGlyph.tsx';
import { SyncState } from '../components/SyncState.tsx';
import type { Column } from '../components/tableColumn.ts';
import type { TableSort } from '../components/tableRows.ts';
import { VirtualTable } from '../components/VirtualTable.tsx';
import { HEALTH_ORDER } from '../../shared/model/health.ts';
import type { HealthStatus } from '../../shared/model/health.ts';
import styles from './gallery.module.css';
import { Section } from './Section.tsx';

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly health: HealthStatus;
  readonly synced: boolean;
  readonly pods: number;
}

const KINDS = ['Deployment', 'Service', 'ConfigMap', 'StatefulSet', 'Ingress'];
const ROWS: readonly Row[] = Array.from({ length: 5000 }, (_, index) => ({
  kind: KINDS[index % KINDS.length] ?? 'Pod',
  name: `web-${index}`,
  health: HEALTH_ORDER[(index * 7) % 11] ?? 'Healthy',
  synced: index % 4 !== 1,
  pods: (index * 37) % 100,
}));

const COLUMNS: readonly Column<Row>[] = [
  { id: 'kind', label: 'Kind', width: '170px', cell: ({ kind }) => <><KindGlyph kind={kind} /> {kind}</>, compare: (a, b) => a.kind.localeCompare(b.kind) },
  { id: 'name', label: 'Name', width: 'minmax(160px, 1fr)', cell: ({ name }) => name, compare: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) },
  { id: 'sync', label: 'Sync', width: '140px', cell: ({ synced }) => <SyncState status={synced ? 'Synced' : 'OutOfSync'} withLabel /> },
  { id: 'health', label: 'Health', width: '160px', cell: ({ health }) => <HealthState status={health} withLabel /> },
  { id: 'pods', label: 'Pods', width: '80px', align: 'end', cell: ({ pods }) => pods, compare: (a, b) => a.pods - b.pods },
];
const keyOf = (row: Row): string => `${row.kind}/${row.name}`;

/** A table of 5,000 rows. */
export function Table({ onOpen }: { readonly onOpen: (name: string) => void }) {
  const [sort, setSort] = useState<TableSort | undefined>({ column: 'name', descending: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['ConfigMap/web-2', 'StatefulSet/web-3']));
  const [open, setOpen] = useState<string>();
  return (
    <Section title="Table of 5,000 rows" column>
      <div className={styles.table}>
        <VirtualTable
          label="Resources"
          rows={ROWS}
          columns={COLUMNS}
          rowKey={keyOf}
          rowName={keyOf}
          sort={sort}
          onSortChange={setSort}
          selected={selected}
          onSelectedChange={setSelected}
          openKey={open}
          onOpen={(row) => {
            setOpen(keyOf(row));
            onOpen(row.name);
          }}
        />
      </div>
    </Section>
  );
}
