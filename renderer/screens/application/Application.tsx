import { BusyLine } from '../../components/BusyLine.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Link } from '../../components/Link.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { childApplication, isChildKey } from '../../../shared/model/children.ts';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { assertNever } from '../../state/assertNever.ts';
import type { ApplicationTab, Route } from '../../state/route.ts';
import { APPLICATION_TABS, NO_FILTERS } from '../../state/route.ts';
import { useHome } from '../../state/home.ts';
import { useFollow } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import { ApplicationHeader } from './ApplicationHeader.tsx';
import styles from './Application.module.css';
import { Conditions } from './Conditions.tsx';
import { EventsTab } from './events/EventsTab.tsx';
import { ExampleSteps } from './ExampleSteps.tsx';
import { GraphTab } from './GraphTab.tsx';
import { Info } from './Info.tsx';
import { HistoryTab } from './history/HistoryTab.tsx';
import { PlanTab } from './plan/PlanTab.tsx';
import { ResourceDrawer } from './resource/ResourceDrawer.tsx';
import { ResourcesTab } from './ResourcesTab.tsx';
import { SettingsTab } from './settings/SettingsTab.tsx';
import { applicationTexts as texts } from './texts.ts';

type ApplicationRoute = Extract<Route, { page: 'application' }>;

/** One application: its header, and the tab that the address names. */
export function Application({ route }: { readonly route: ApplicationRoute }) {
  const { name } = route;
  const summary = useHome(({ state }) => state?.applications.find((item) => item.name === name));
  const broken = useHome(({ state }) => state?.broken.find((item) => item.name === name));
  const { value: view, error } = useFollow('follow', summary === undefined ? undefined : { name });
  if (summary === undefined) {
    if (broken !== undefined) return <ErrorNotice error={broken.error} />;
    return (
      <EmptyState title={texts.gone(name)} actions={<Link to={{ page: 'applications', filters: NO_FILTERS }}>{texts.toApplications}</Link>}>
        {texts.goneWords}
      </EmptyState>
    );
  }
  return (
    <div className={styles.page}>
      <ApplicationHeader summary={summary} view={view} />
      <div className={styles.notices}>
        {view !== undefined && <Info lines={view.spec.info ?? []} />}
        {error !== undefined && <ErrorNotice error={error} />}
        {view !== undefined && <Conditions summary={summary} view={view} />}
        <ExampleSteps name={name} />
      </div>
      <div className={styles.tabs}>
        <Tabs label={texts.tabs.label} current={route.tab} tabs={APPLICATION_TABS.map((id) => ({ id, label: texts.tabs[id], to: { page: 'application', name, tab: id } }))} />
      </div>
      <div className={styles.tab}>
        {view === undefined ? <BusyLine text={texts.comparing(name)} /> : <TabContent tab={route.tab} route={route} summary={summary} view={view} />}
      </div>
      {route.resource !== undefined && (
        <ResourceDrawer application={name} resource={route.resource} tab={route.resourceTab} onClose={() => navigate({ page: 'application', name, tab: route.tab })} />
      )}
    </div>
  );
}

/** What an application renders of Drydock's own kinds has a page of its own. */
function childRoute(key: ResourceKey): Route {
  const name = childApplication(key);
  return name === undefined ? { page: 'project', name: key.name } : { page: 'application', name, tab: 'graph' };
}

interface TabContentProps {
  readonly tab: ApplicationTab;
  readonly route: ApplicationRoute;
  readonly summary: ApplicationSummary;
  readonly view: ApplicationView;
}

function TabContent({ tab, route, summary, view }: TabContentProps) {
  const open = (resource: ResourceKey | undefined): void =>
    navigate(resource !== undefined && isChildKey(resource) ? childRoute(resource) : { page: 'application', name: route.name, tab, ...(resource === undefined ? {} : { resource }), ...(resource === undefined || route.resourceTab === undefined ? {} : { resourceTab: route.resourceTab }) });
  switch (tab) {
    case 'graph':
      return <GraphTab view={view} resource={route.resource} onOpen={open} />;
    case 'plan':
      return <PlanTab summary={summary} view={view} />;
    case 'resources':
      return <ResourcesTab view={view} resource={route.resource} onOpen={open} />;
    case 'history':
      return <HistoryTab summary={summary} view={view} />;
    case 'events':
      return <EventsTab application={route.name} />;
    case 'settings':
      return <SettingsTab summary={summary} />;
    default:
      return assertNever(tab);
  }
}
