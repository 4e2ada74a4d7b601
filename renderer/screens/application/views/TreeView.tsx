import { useMemo } from 'react';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { buildGraph } from '../../../components/graph/index.ts';
import { useFollow } from '../../../state/requests.ts';
import { NotCompared } from '../NotCompared.tsx';
import { isCompared } from '../stateWords.ts';
import { applicationTexts } from '../texts.ts';
import { GraphView } from './GraphView.tsx';
import { Notices } from './Notices.tsx';
import { OrphanSwitch } from './OrphanSwitch.tsx';
import type { ResourceTabProps } from './resourceTab.ts';
import { useOrphans } from './useOrphans.ts';
import { ViewSwitch } from './ViewSwitch.tsx';
import styles from './views.module.css';

/** The live tree as a graph: what Git names, and what that owns; what nobody tracks, if it is to be shown. */
export function TreeView({ view, resource, onOpen }: ResourceTabProps) {
  const { name } = view.metadata;
  const { value: tree, error } = useFollow('followTree', { name });
  const orphans = useOrphans(name);
  const { found } = orphans;
  const nodes = useMemo(() => (tree === undefined ? undefined : buildGraph(view, tree, found?.orphans)), [view, tree, found]);
  if (nodes === undefined) {
    if (error !== undefined) return <ErrorNotice error={error} />;
    return isCompared(view) ? <BusyLine text={applicationTexts.graph.loading} /> : <NotCompared />;
  }
  return (
    <div className={styles.view}>
      <Notices error={error} orphans={orphans} />
      <GraphView nodes={nodes} lead={<ViewSwitch application={name} />} trail={<OrphanSwitch {...orphans} />} resource={resource} onOpen={onOpen} />
    </div>
  );
}
