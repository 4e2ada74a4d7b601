import { useMemo } from 'react';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { buildNetworkGraph } from '../../../components/graph/index.ts';
import { useFollow } from '../../../state/requests.ts';
import { NotCompared } from '../NotCompared.tsx';
import { isCompared } from '../stateWords.ts';
import { applicationTexts } from '../texts.ts';
import { GraphView } from './GraphView.tsx';
import { Notices } from './Notices.tsx';
import type { ResourceTabProps } from './resourceTab.ts';
import { ViewSwitch } from './ViewSwitch.tsx';
import styles from './views.module.css';

const texts = applicationTexts.views;

/** What routes to what as a graph: from outside to pods. */
export function NetworkView({ view, resource, onOpen }: ResourceTabProps) {
  const { name } = view.metadata;
  const { value: network, error } = useFollow('followNetwork', { name });
  const nodes = useMemo(() => (network === undefined ? undefined : buildNetworkGraph(view, network)), [view, network]);
  const lead = <ViewSwitch application={name} />;
  if (network === undefined || nodes === undefined || network.nodes.length === 0) {
    return (
      <div className={styles.view}>
        <div className={styles.bar}>{lead}</div>
        {error !== undefined && <ErrorNotice error={error} />}
        {error === undefined && !isCompared(view) && <NotCompared />}
        {error === undefined && isCompared(view) && (network === undefined ? <BusyLine text={texts.readingNetwork} /> : <EmptyState title={texts.noNetwork}>{texts.noNetworkWords}</EmptyState>)}
      </div>
    );
  }
  return (
    <div className={styles.view}>
      <Notices error={error} />
      <GraphView nodes={nodes} labelled lead={lead} resource={resource} onOpen={onOpen} />
    </div>
  );
}
