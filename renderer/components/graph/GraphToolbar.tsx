import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Button } from '../Button.tsx';
import { Chip } from '../Chip.tsx';
import { FilterInput } from '../FilterInput.tsx';
import { Menu } from '../Menu.tsx';
import { texts } from '../../texts.ts';
import { countGraph } from './filter.ts';
import styles from './graph.module.css';
import type { GraphFilter, GraphNode } from './model.ts';
import { compareKinds } from './order.ts';
import { STATE_ORDER, STATE_WORDS } from './words.ts';

export interface GraphToolbarProps {
  readonly nodes: readonly GraphNode[];
  readonly filter: GraphFilter;
  readonly found: number;
  readonly lead?: ReactNode;
  readonly trail?: ReactNode;
  readonly onFilter: (filter: GraphFilter) => void;
}

/** Filters by text, kind and state; only states that occur are offered. */
export function GraphToolbar({ nodes, filter, found, lead, trail, onFilter }: GraphToolbarProps) {
  const counts = useMemo(() => countGraph(nodes), [nodes]);
  const kinds = [...counts.kinds].sort(([a], [b]) => compareKinds(a, b));
  return (
    <div className={styles.toolbar}>
      {lead}
      <div className={styles.filter}>
        <FilterInput label={texts.graph.filter} value={filter.text} onChange={(text) => onFilter({ ...filter, text })} found={{ shown: found, all: nodes.length }} />
      </div>
      <Menu
        trigger={<Button>{texts.graph.kinds(filter.kinds)}<ChevronDown size={14} aria-hidden="true" /></Button>}
        entries={kinds.map(([kind, count]) => ({
          kind: 'checkbox',
          label: `${kind} (${count.toLocaleString('en')})`,
          checked: filter.kinds.has(kind),
          onChange: () => onFilter({ ...filter, kinds: toggled(filter.kinds, kind) }),
        }))}
      />
      {STATE_ORDER.map((state) => {
        const count = counts.states.get(state);
        return count === undefined && !filter.states.has(state) ? null : (
          <Chip key={state} label={STATE_WORDS[state]} count={count ?? 0} pressed={filter.states.has(state)} onClick={() => onFilter({ ...filter, states: toggled(filter.states, state) })} />
        );
      })}
      {trail !== undefined && <div className={styles.trail}>{trail}</div>}
    </div>
  );
}

function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return set.has(member) ? new Set([...set].filter((other) => other !== member)) : new Set([...set, member]);
}
