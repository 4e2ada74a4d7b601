import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { keyWords } from '../../../shared/model/kube.ts';
import { cx } from '../cx.ts';
import { HealthState } from '../HealthState.tsx';
import { KindGlyph } from '../KindGlyph.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { SyncState } from '../SyncState.tsx';
import { texts } from '../../texts.ts';
import type { GroupElement, ResourceElement } from './elements.ts';
import styles from './graph.module.css';
import { countedKind, groupWords } from './words.ts';

/** One object: what it is, how it is, since when. The title has the name whole and the server's own words. */
export const ResourceNode = memo(function ResourceNode({ data, selected }: NodeProps<ResourceElement>) {
  const { node, matched, marked } = data;
  const title = [keyWords(node.key), node.pruning === true ? texts.graph.pruning : undefined, node.hook === undefined ? undefined : texts.graph.hook(node.hook), node.orphaned === true ? texts.graph.orphaned : undefined, node.foreign === true ? texts.graph.foreign : undefined, node.problem, node.message, node.health?.message].filter((line) => line !== undefined).join('\n');
  return (
    <div className={cx(styles.node, selected && styles.selected, (!matched || node.foreign === true || node.orphaned === true) && styles.faint, marked && styles.marked, node.pruning === true && styles.pruning)} title={title}>
      <Ways ways={node.ways} />
      <KindGlyph kind={node.key.kind} size={28} />
      <div className={styles.words}>
        <Name name={node.key.name} />
        {node.problem === undefined ? (
          <div className={styles.facts}>
            <span className={styles.kind}>{node.key.kind}</span>
            {node.pruning === true && <span className={styles.prune}>to prune</span>}
            {node.hook !== undefined && <span className={styles.hook}>{node.hook}</span>}
            {node.orphaned === true && <span className={styles.fact}>orphaned</span>}
            {node.info?.map((fact) => <span key={fact} className={styles.fact}>{fact}</span>)}
          </div>
        ) : (
          <div className={cx(styles.facts, styles.trouble, styles.problem)}>{node.problem}</div>
        )}
      </div>
      <div className={styles.side}>
        <div className={styles.states}>
          {node.sync !== undefined && <SyncState status={node.sync} size={14} />}
          {node.health !== undefined && <HealthState status={node.health.status} size={14} />}
        </div>
        {node.createdAt !== undefined && <div className={styles.age}><RelativeTime at={node.createdAt} /></div>}
      </div>
    </div>
  );
});

/** Many siblings told as one. */
export const GroupNode = memo(function GroupNode({ data, selected }: NodeProps<GroupElement>) {
  const { group } = data;
  const trouble = groupWords(group);
  return (
    <div className={cx(styles.node, styles.group, selected && styles.selected)} title={group.open ? texts.graph.fold : texts.graph.unfold}>
      <Ways ways={group.ways} />
      <KindGlyph kind={group.kind} size={28} />
      <div className={styles.words}>
        <div className={styles.name}>{countedKind(group.count, group.kind)}</div>
        <div className={cx(styles.facts, styles.trouble)}>{trouble === '' ? (group.open ? texts.graph.unfolded : texts.graph.folded) : trouble}</div>
      </div>
      {group.worst !== undefined && <HealthState status={group.worst} size={14} />}
      {group.open ? <ChevronDown size={16} aria-hidden="true" /> : <ChevronRight size={16} aria-hidden="true" />}
    </div>
  );
});

/** So many lines are as high as a node. */
const LINES = 3;

/** By what it is reached, on the edge that leads to it. */
function Ways({ ways = [] }: { readonly ways?: readonly string[] | undefined }) {
  if (ways.length === 0) return null;
  const shown = ways.length > LINES ? ways.slice(0, LINES - 1) : ways;
  return (
    <div className={styles.ways} title={ways.join('\n')}>
      {shown.map((way) => <span key={way}>{way}</span>)}
      {shown.length < ways.length && <span>{texts.graph.moreWays(ways.length - shown.length)}</span>}
    </div>
  );
}

/** Names of siblings differ at their ends, so a long one is shortened before its end. */
function Name({ name }: { readonly name: string }) {
  const cut = name.length > 16 ? name.length - 6 : name.length;
  return (
    <div className={styles.name}>
      <span className={styles.head}>{name.slice(0, cut)}</span>
      <span>{name.slice(cut)}</span>
    </div>
  );
}
