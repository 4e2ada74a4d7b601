import { Radio, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { FilterInput } from '../../../components/FilterInput.tsx';
import { useHome } from '../../../state/home.ts';
import { useFollow } from '../../../state/requests.ts';
import styles from './events.module.css';
import { EventTable } from './EventTable.tsx';
import type { EventFilter } from './select.ts';
import { eventRows, selectEvents } from './select.ts';
import { eventTexts as texts } from './texts.ts';

const ALL: EventFilter = { text: '', warningsOnly: false, warningsFirst: false };

export interface EventsTabProps {
  /** The application's name. */
  readonly application: string;
}

/** What the cluster reported of the application's resources, and what Drydock did, in one list. */
export function EventsTab({ application }: EventsTabProps) {
  const { value: events, error } = useFollow('followEvents', { name: application });
  const activity = useHome(({ state }) => state?.activity);
  // Without a comparison nobody knows whose events they would be.
  const known = useHome(({ state }) => state?.applications.find(({ name }) => name === application)?.error) === undefined;
  const [filter, setFilter] = useState(ALL);
  const rows = useMemo(() => eventRows(events ?? [], activity ?? [], application), [events, activity, application]);
  const shown = useMemo(() => selectEvents(rows, filter), [rows, filter]);
  const warnings = rows.filter(({ type }) => type === 'Warning').length;
  const change = (changes: Partial<EventFilter>): void => setFilter((before) => ({ ...before, ...changes }));
  const loading = events === undefined && error === undefined && known;
  return (
    <div className={styles.tab}>
      <div className={styles.tools}>
        <FilterInput label={texts.filter} value={filter.text} onChange={(text) => change({ text })} found={{ shown: shown.length, all: rows.length }} />
        <Chip label={warnings === 1 ? texts.warning : texts.warnings} count={warnings} tone={warnings === 0 ? 'neutral' : 'warn'} pressed={filter.warningsOnly} onClick={() => change({ warningsOnly: !filter.warningsOnly })} />
        <Checkbox label={texts.warningsFirst} checked={filter.warningsFirst} onChange={(warningsFirst) => change({ warningsFirst })} />
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
      {loading && <BusyLine text={texts.loading} />}
      {shown.length > 0 && <EventTable rows={shown} application={application} />}
      {!loading && rows.length === 0 && error === undefined && (
        <EmptyState icon={<Radio size={20} />} title={texts.none}>
          {known ? texts.noneWords : texts.unknownWords}
        </EmptyState>
      )}
      {rows.length > 0 && shown.length === 0 && <EmptyState icon={<SearchX size={20} />} title={texts.noneFound} actions={<Button onClick={() => setFilter(ALL)}>{texts.showAll}</Button>} />}
    </div>
  );
}
