import { useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import { Tabs } from '../../../components/Tabs.tsx';
import type { ResourceTab } from '../../../state/route.ts';
import { useRoute } from '../../../state/useRoute.ts';
import { firstTab, tabsOf } from './details.ts';
import { DiffTab } from './DiffTab.tsx';
import { EventList } from './EventList.tsx';
import { LogsTab } from './LogsTab.tsx';
import { DesiredTab, LiveTab } from './ManifestTabs.tsx';
import styles from './resource.module.css';
import { TerminalTab } from './terminal/TerminalTab.tsx';
import { resourceTexts as texts } from './texts.ts';

interface ResourceTabsProps {
  readonly application: string;
  readonly details: ResourceDetails;
  readonly tab: ResourceTab | undefined;
}

/** The tabs, each with its address, and what the current one shows. */
export function ResourceTabs({ application, details, tab }: ResourceTabsProps) {
  const route = useRoute();
  // Chosen once: the tab does not change under its reader when a sync is done.
  const [first] = useState(() => firstTab(details));
  const current = tab ?? first;
  // A terminal that was opened lives on while other tabs are looked at.
  const [terminal, setTerminal] = useState(current === 'terminal');
  if (current === 'terminal' && !terminal) setTerminal(true);
  const pageTab = route.page === 'application' ? route.tab : 'graph';
  const warnings = details.events.filter((event) => event.type === 'Warning').length;
  return (
    <div className={styles.tabs}>
      <Tabs
        label={texts.tabsOf(keyWords(details.key))}
        current={current}
        tabs={tabsOf(details, current).map((id) => ({
          id,
          label: texts.tabs[id],
          to: { page: 'application', name: application, tab: pageTab, resource: details.key, resourceTab: id },
          ...(id === 'events' && warnings > 0 ? { count: warnings } : {}),
        }))}
      />
      <div className={styles.tab}>
        {current === 'diff' && <DiffTab details={details} />}
        {current === 'desired' && <DesiredTab details={details} />}
        {current === 'live' && <LiveTab details={details} />}
        {current === 'events' && <EventList details={details} />}
        {current === 'logs' && <LogsTab application={application} details={details} />}
        {terminal && (
          <div className={styles.kept} hidden={current !== 'terminal'}>
            <TerminalTab application={application} pods={details.pods} />
          </div>
        )}
      </div>
    </div>
  );
}
