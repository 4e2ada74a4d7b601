import { LayoutGrid, List, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FilterInput } from '../../components/FilterInput.tsx';
import { SegmentedControl } from '../../components/SegmentedControl.tsx';
import type { ApplicationFilters } from '../../state/route.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { savePageSettings, useHome } from '../../state/home.ts';
import { navigate } from '../../state/useRoute.ts';
import styles from './Applications.module.css';
import { ApplicationTable } from './ApplicationTable.tsx';
import { ApplicationTile } from './ApplicationTile.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { countFilters, selectApplications } from './select.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { listTexts } from './texts.ts';

/** Every application of the chosen context, or of all: counts that are filters, then tiles or a table. */
export function Applications({ filters }: { readonly filters: ApplicationFilters }) {
  const state = useHome((home) => home.state);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  if (state === undefined) return null;
  const { context, layout } = state.settings.page;
  const here = selectApplications(state.applications, context, NO_FILTERS);
  const shown = selectApplications(state.applications, context, filters);
  const filter = (changes: Partial<ApplicationFilters>): void => navigate({ page: 'applications', filters: { ...filters, ...changes } }, { replace: true });
  const broken = state.broken.map((item) => <ErrorNotice key={item.file} error={item.error} />);
  if (state.applications.length === 0) {
    return (
      <div className={styles.empty}>
        {broken.length > 0 && <div className={styles.broken}>{broken}</div>}
        <FirstSteps />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>{listTexts.title}</h1>
        <div className={styles.counts} role="group" aria-label={listTexts.counts}>
          {countFilters(here).map(({ label, count, tone, filters: wanted }) => (
            <Chip key={label} label={label} count={count} tone={tone} pressed={sameFilters(filters, wanted)} onClick={() => filter(wanted)} />
          ))}
        </div>
        <div className={styles.tools}>
          <FilterInput label={listTexts.filter} value={filters.text} onChange={(text) => filter({ text })} found={{ shown: shown.length, all: here.length }} />
          <SegmentedControl
            label={listTexts.layout}
            value={layout}
            onChange={(value) => void savePageSettings({ layout: value })}
            segments={[
              { value: 'tiles', label: listTexts.tiles, icon: <LayoutGrid size={14} /> },
              { value: 'table', label: listTexts.table, icon: <List size={14} /> },
            ]}
          />
          <Button variant="primary" icon={<Plus size={16} />} onClick={() => navigate({ page: 'new' })}>
            {listTexts.create}
          </Button>
        </div>
      </header>
      {broken.length > 0 && <div className={styles.broken}>{broken}</div>}
      <div className={styles.list}>
        {shown.length === 0 ? (
          <EmptyState title={listTexts.noneTitle} actions={<Button onClick={() => clear(context)}>{listTexts.showAll}</Button>}>
            {here.length === 0 ? listTexts.noneInContext(context) : listTexts.noneFiltered}
          </EmptyState>
        ) : layout === 'table' ? (
          <ApplicationTable applications={shown} contexts={state.contexts} selected={selected} onSelectedChange={setSelected} />
        ) : (
          <Tiles applications={shown} selected={selected} onSelectedChange={setSelected} />
        )}
      </div>
      {selected.size > 0 && <SelectionBar applications={state.applications.filter((item) => selected.has(item.name))} onClear={() => setSelected(new Set())} />}
    </div>
  );
}

interface TilesProps {
  readonly applications: readonly ApplicationSummary[];
  readonly selected: ReadonlySet<string>;
  readonly onSelectedChange: (selected: ReadonlySet<string>) => void;
}

function Tiles({ applications, selected, onSelectedChange }: TilesProps) {
  const toggle = (name: string, on: boolean): void => {
    const next = new Set(selected);
    if (on) next.add(name);
    else next.delete(name);
    onSelectedChange(next);
  };
  return (
    <ul className={styles.tiles}>
      {applications.map((application) => (
        <ApplicationTile key={application.uid} application={application} selected={selected.has(application.name)} onSelect={(on) => toggle(application.name, on)} />
      ))}
    </ul>
  );
}

function clear(context: string): void {
  if (context !== '') void savePageSettings({ context: '' });
  navigate({ page: 'applications', filters: NO_FILTERS });
}

function sameFilters(filters: ApplicationFilters, wanted: Pick<ApplicationFilters, 'sync' | 'health'>): boolean {
  return filters.sync.join() === wanted.sync.join() && filters.health.join() === wanted.health.join();
}
