import { Suspense, useEffect, useState } from 'react';
import { Banner } from '../components/Banner.tsx';
import { BusyLine } from '../components/BusyLine.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Link } from '../components/Link.tsx';
import { NO_FILTERS } from '../state/route.ts';
import type { Route } from '../state/route.ts';
import { dismissUnsaved, useHome } from '../state/home.ts';
import { texts } from '../texts.ts';
import { applyTheme } from '../state/theme.ts';
import { useRoute } from '../state/useRoute.ts';
import { assertNever } from '../state/assertNever.ts';
import { Activity } from './activity/Activity.tsx';
import { Applications } from './applications/Applications.tsx';
import { appTexts } from './appTexts.ts';
import { Clusters } from './clusters/Clusters.tsx';
import { ContextSwitcher } from './context/ContextSwitcher.tsx';
import { Forwards } from './forwards/Forwards.tsx';
import type { Guard } from './frame/Frame.tsx';
import { Frame } from './frame/Frame.tsx';
import type { Breadcrumb } from './frame/Header.tsx';
import { Application, NewApplication, Project } from './later.ts';
import { Palette } from './palette/Palette.tsx';
import { ShortcutHelp } from './palette/ShortcutHelp.tsx';
import { Problems } from './problems/Problems.tsx';
import { Projects } from './projects/Projects.tsx';
import { Settings } from './settings/Settings.tsx';

/** The whole page: the frame, and in it the place that the address names. */
export function App() {
  const route = useRoute();
  const theme = useHome(({ state }) => state?.settings.page.theme);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const guard = useGuard(route);
  useEffect(() => {
    if (theme !== undefined) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setPalette(true);
      } else if (event.key === '?' && !isTyping(event.target)) setHelp(true);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  useEffect(() => {
    document.title = [...breadcrumbsOf(route).map(({ label }) => label).toReversed(), 'Drydock'].join(' - ');
  }, [route]);
  return (
    <Frame route={route} guard={guard} context={<ContextSwitcher />} breadcrumbs={breadcrumbsOf(route)} onSearch={() => setPalette(true)} problems={<><Forwards /><Problems /></>} banner={<PageBanner />}>
      <Suspense fallback={<BusyLine text={appTexts.loading} />}>
        <Place route={route} />
      </Suspense>
      <Palette open={palette} onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />
      <ShortcutHelp open={help} onClose={() => setHelp(false)} route={route} />
    </Frame>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null);
}

/** The page of a route, once there is something to show; until then what is being done, never an empty list. */
function Place({ route }: { readonly route: Route }) {
  const ready = useHome(({ state }) => state !== undefined);
  const error = useHome((home) => home.error);
  if (!ready) return error === undefined ? <BusyLine text={appTexts.connecting} /> : <ErrorNotice error={error} />;
  switch (route.page) {
    case 'applications':
      return <Applications filters={route.filters} />;
    case 'application':
      return <Application key={route.name} route={route} />;
    case 'new':
      return <NewApplication />;
    case 'projects':
      return <Projects />;
    case 'project':
      return <Project key={route.name} name={route.name} />;
    case 'activity':
      return <Activity />;
    case 'clusters':
      return <Clusters />;
    case 'settings':
      return <Settings />;
    case 'not-found':
      return (
        <EmptyState title={appTexts.notFound} actions={<Link to={{ page: 'applications', filters: NO_FILTERS }}>{appTexts.toApplications}</Link>}>
          {appTexts.notFoundWords(route.address)}
        </EmptyState>
      );
    default:
      return assertNever(route);
  }
}

/** Said once for the whole page; what is shown below is as old as the loss. */
function PageBanner() {
  const status = useHome((home) => home.status);
  const unsaved = useHome((home) => home.unsaved);
  if (status.state === 'lost') return <Banner tone="bad">{appTexts.lost(new Date(status.since).toLocaleTimeString())}</Banner>;
  if (unsaved === undefined) return null;
  return (
    <Banner tone="warn" onDismiss={dismissUnsaved}>
      {appTexts.unsaved} {unsaved.message}
    </Banner>
  );
}

/** What is to be known of the context that this place would write to: that it is read-only, or protected. */
function useGuard(route: Route): Guard | undefined {
  const context = useHome(({ state }) => {
    const name = route.page === 'application' ? state?.applications.find((item) => item.name === route.name)?.context : state?.settings.page.context;
    return state?.contexts.find((item) => item.name === name);
  });
  if (context?.readOnly === true) return { kind: 'read-only', words: texts.frame.readOnlyContext(context.name) };
  return context?.protected === true ? { kind: 'protected', words: texts.frame.protectedContext(context.name) } : undefined;
}

function breadcrumbsOf(route: Route): readonly Breadcrumb[] {
  const applications: Breadcrumb = { label: appTexts.places.applications, to: { page: 'applications', filters: NO_FILTERS } };
  switch (route.page) {
    case 'applications':
      return [{ label: appTexts.places.applications }];
    case 'application':
      return [applications, { label: route.name }];
    case 'new':
      return [applications, { label: appTexts.places.new }];
    case 'project':
      return [{ label: appTexts.places.projects, to: { page: 'projects' } }, { label: route.name }];
    case 'not-found':
      return [{ label: appTexts.notFound }];
    default:
      return [{ label: appTexts.places[route.page] }];
  }
}
