import { RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Plan } from '../../../../shared/model/plan.ts';
import { Banner } from '../../../components/Banner.tsx';
import type { DiffController } from '../../../components/diff/index.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { FilterInput } from '../../../components/FilterInput.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import styles from './Plan.module.css';
import { PlanDetails } from './PlanDetails.tsx';
import type { RowChoice } from './PlanRows.tsx';
import { PlanRows } from './PlanRows.tsx';
import type { Results } from './rows.ts';
import { groupRows, stepRow } from './rows.ts';
import { planTexts as texts } from './texts.ts';

export interface PlanPaneProps {
  readonly plan: Plan;
  /** What was done of it so far; undefined where it was not begun. */
  readonly results: Results;
  /** Enter on the page. */
  readonly onApply?: () => void;
  /** Makes the plan anew; absent for one that is on record. */
  readonly onAgain?: () => void;
  readonly choice?: RowChoice | undefined;
}

/** A plan in two panes: rows at the left, what changes at the right. j and k move, n and p go through the diff. */
export function PlanPane({ plan, results, onApply, onAgain, choice }: PlanPaneProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ readonly id: string | undefined; readonly byKey: boolean }>({ id: undefined, byKey: false });
  const diff = useRef<DiffController>(null);
  const [unfolded, setUnfolded] = useState(false);
  const select = useCallback((id: string) => setChosen({ id, byKey: false }), []);
  const groups = useMemo(() => groupRows(plan, results, text), [plan, results, text]);
  const rows = groups.flatMap((group) => group.rows);
  const selected = rows.find((row) => row.id === chosen.id) ?? rows.find((row) => row.item.operation !== 'unchanged') ?? (unfolded ? rows[0] : undefined);

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusyWithKeys(event.target)) return;
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : undefined;
    // What is folded is passed over: the cursor never goes where nothing is seen.
    if (step !== undefined) setChosen({ id: stepRow(groups.filter((group) => unfolded || group.id !== 'unchanged'), selected?.id, step), byKey: true });
    else if (event.key === 'n') diff.current?.next();
    else if (event.key === 'p') diff.current?.previous();
    else if (event.key === 'Enter' && !pressesSomethingElse(event.target)) {
      event.preventDefault();
      onApply?.();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return (
    <div className={styles.panes}>
      <div className={styles.left}>
        <div className={styles.tools}>
          <FilterInput label={texts.filter} value={text} onChange={setText} found={{ shown: rows.length, all: plan.items.length }} />
          {onAgain !== undefined && <IconButton label={texts.again} icon={<RefreshCw size={14} />} onClick={onAgain} />}
        </div>
        {plan.warnings.length > 0 && <Warnings warnings={plan.warnings} />}
        <PlanRows groups={groups} namespace={plan.namespace} selected={selected?.id} byKey={chosen.byKey} onSelect={select} unfolded={unfolded} onUnfold={setUnfolded} choice={choice} />
      </div>
      <div className={styles.right} role="region" aria-label={texts.details}>
        {selected !== undefined && <PlanDetails key={selected.id} row={selected} diff={diff} application={plan.application} onAgain={onAgain} />}
        {selected === undefined && text === '' && <EmptyState title={texts.nothing}>{texts.nothingWords(plan.context)}</EmptyState>}
      </div>
    </div>
  );
}

/** Enter on a button or a link presses it; on the row that is shown there is nothing left to press. */
function pressesSomethingElse(target: EventTarget | null): boolean {
  const control = target instanceof Element ? target.closest('button, a, summary') : null;
  return control !== null && control.getAttribute('aria-current') !== 'true';
}

function isBusyWithKeys(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null);
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    <details className={styles.warnings} open={warnings.length === 1}>
      <summary>{texts.warnings(warnings.length)}</summary>
      <Banner tone="warn">
        <ul>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      </Banner>
    </details>
  );
}
