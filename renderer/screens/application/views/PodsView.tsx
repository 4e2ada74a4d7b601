import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyText } from '../../../../shared/model/kube.ts';
import type { NodePods, PodNode } from '../../../../shared/model/podsByNode.ts';
import { podsByNode, requestWords } from '../../../../shared/model/podsByNode.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { FilterInput } from '../../../components/FilterInput.tsx';
import { HealthState } from '../../../components/HealthState.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { useFollow } from '../../../state/requests.ts';
import { NotCompared } from '../NotCompared.tsx';
import { isCompared } from '../stateWords.ts';
import { applicationTexts } from '../texts.ts';
import type { PodLine } from './podLines.ts';
import { podLines } from './podLines.ts';
import type { ResourceTabProps } from './resourceTab.ts';
import { ViewSwitch } from './ViewSwitch.tsx';
import styles from './views.module.css';

const texts = applicationTexts.views;
const ROW = { node: 40, pod: 30 };

/** The pods by the node they run on; those that run nowhere first, with why. */
export function PodsView({ view, resource, onOpen }: ResourceTabProps) {
  const { name } = view.metadata;
  const { value: tree, error } = useFollow('followTree', { name });
  const [text, setText] = useState('');
  const groups = useMemo(() => (tree === undefined ? [] : podsByNode(tree)), [tree]);
  const lines = useMemo(() => podLines(groups, text), [groups, text]);
  const all = groups.reduce((sum, { pods }) => sum + pods.length, 0);
  const shown = lines.filter(({ kind }) => kind === 'pod').length;
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <ViewSwitch application={name} />
        <FilterInput label={texts.filterPods} value={text} onChange={setText} found={{ shown, all }} />
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
      {tree === undefined ? error === undefined && (isCompared(view) ? <BusyLine text={applicationTexts.graph.loading} /> : <NotCompared />) : <Lines lines={lines} filtered={all > 0} openKey={resource === undefined ? undefined : keyText(resource)} onOpen={onOpen} />}
    </div>
  );
}

interface LinesProps {
  readonly lines: readonly PodLine[];
  readonly filtered: boolean;
  readonly openKey: string | undefined;
  readonly onOpen: (resource: ResourceKey) => void;
}

function Lines({ lines, filtered, openKey, onOpen }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: (index) => ROW[lines[index]?.kind ?? 'pod'], getItemKey: (index) => lines[index]?.id ?? index, overscan: 12 });
  if (lines.length === 0) return filtered ? <EmptyState title={applicationTexts.resources.noneFiltered} /> : <EmptyState title={texts.noPods}>{texts.noPodsWords}</EmptyState>;
  return (
    <div ref={scroller} className={styles.scroller}>
      <ul className={styles.lines} style={{ height: virtual.getTotalSize() }} aria-label={texts.pods}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <li key={line.id} className={styles.slot} style={{ top: start, height: size }}>
              {line.kind === 'node' ? <Heading group={line.group} /> : <Pod pod={line.pod} open={openKey === keyText(line.pod.key)} onOpen={onOpen} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Heading({ group: { node, pods, ready, running, ...asked } }: { readonly group: NodePods }) {
  const requests = requestWords(asked);
  return (
    <h3 className={styles.node}>
      {node !== undefined && <KindGlyph kind="Node" size={20} />}
      <span className={node === undefined ? styles.nowhere : undefined}>{node ?? texts.noNode}</span>
      <span className={styles.facts}>
        <span>{texts.podCount(pods.length)}</span>
        <span className={ready < running ? styles.short : undefined}>{texts.ready(ready, running)}</span>
        {requests !== '' && <span>{texts.requests(requests)}</span>}
      </span>
    </h3>
  );
}

const Pod = memo(function Pod({ pod: { key, createdAt, health, pod }, open, onOpen }: { readonly pod: PodNode; readonly open: boolean; readonly onOpen: LinesProps['onOpen'] }) {
  const why = pod.waits ?? health?.message ?? '';
  return (
    <button type="button" className={styles.pod} data-open={open} onClick={() => onOpen(key)}>
      <KindGlyph kind="Pod" />
      <span className={styles.name} title={`${key.namespace}/${key.name}`}>{key.name}</span>
      <span className={styles.count}>{pod.ready}/{pod.containers}</span>
      <span>{health !== undefined && <HealthState status={health.status} withLabel />}</span>
      <span className={styles.why} title={why}>{why}</span>
      <span className={styles.asked}>{pod.ended === true ? texts.ended : requestWords(pod)}</span>
      <span className={styles.age}>{createdAt !== undefined && <RelativeTime at={createdAt} />}</span>
    </button>
  );
});
