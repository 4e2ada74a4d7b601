import { BusyLine } from '../../components/BusyLine.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Link } from '../../components/Link.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import type { Route } from '../../state/route.ts';
import { APPLICATION_TABS, NO_FILTERS } from '../../state/route.ts';
import { useHome } from '../../state/home.ts';
import { useFollow } from '../../state/requests.ts';
import { PlanTab } from './plan/PlanTab.tsx';

/** One application: its header, and the tab that the address names. */
export function Application({ route }: { readonly route: Extract<Route, { page: 'application' }> }) {
  const { name, tab } = route;
  const summary = useHome(({ state }) => state?.applications.find((item) => item.name === name));
  const { value: view, error } = useFollow('follow', summary === undefined ? undefined : { name });
  if (summary === undefined) return <EmptyState title={`There is no application "${name}"`} actions={<Link to={{ page: 'applications', filters: NO_FILTERS }}>To the applications</Link>} />;
  if (view === undefined) return error === undefined ? <BusyLine text={`Comparing ${name} with its cluster`} /> : <ErrorNotice error={error} />;
  return (
    <div>
      <Tabs label="Parts of the application" current={tab} tabs={APPLICATION_TABS.map((id) => ({ id, label: id, to: { page: 'application', name, tab: id } }))} />
      {tab === 'plan' && <PlanTab summary={summary} view={view} />}
    </div>
  );
}
