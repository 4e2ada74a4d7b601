import { CircleCheck, GitCompareArrows, Unlink } from 'lucide-react';
import { useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { ResourceDiff } from '../../../../shared/model/diff.ts';
import { isEmptyDiff } from '../../../../shared/model/diff.ts';
import { stringifyJson } from '../../../../shared/model/json.ts';
import type { PlanItem } from '../../../../shared/model/plan.ts';
import { Banner } from '../../../components/Banner.tsx';
import type { DiffMode } from '../../../components/diff/index.ts';
import { ResourceDiffView } from '../../../components/diff/index.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { hasDiff } from './details.ts';
import { OwnerWords } from './OwnerWords.tsx';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

const texts = resourceTexts.diff;

/** What a sync would do to the object. */
export function DiffTab({ details }: { readonly details: ResourceDetails }) {
  const { item, sync, live } = details;
  if (item === undefined && sync === undefined) {
    return (
      <EmptyState icon={<Unlink size={20} />} title={texts.notNamed}>
        {texts.notNamedWords} <OwnerWords live={live} />
      </EmptyState>
    );
  }
  if (item === undefined) {
    return (
      <EmptyState icon={<GitCompareArrows size={20} />} title={texts.notCompared}>
        {texts.notComparedWords}
      </EmptyState>
    );
  }
  if (!hasDiff(details)) {
    return (
      <EmptyState icon={<CircleCheck size={20} />} title={texts.none}>
        {texts.noneWords}
      </EmptyState>
    );
  }
  return <Differences item={item} />;
}

function Differences({ item }: { readonly item: PlanItem }) {
  const [mode, setMode] = useState<DiffMode>('unified');
  const diff = useSteady(item.diff);
  const hasSides = diff.live !== undefined || diff.predicted !== undefined;
  const words = item.operation === 'prune' && item.skipped === true ? texts.pruneSkipped : texts.operations[item.operation];
  return (
    <div className={styles.filling}>
      {item.blocked === undefined ? (
        <p className={styles.line}>{[words, ...item.notes].join(' ')}</p>
      ) : (
        <Banner tone="warn">
          {texts.operations.blocked} {item.blocked.message}
        </Banner>
      )}
      {hasSides && !(isEmptyDiff(diff) && item.operation === 'blocked') && (
        <div className={styles.rest}>
          <ResourceDiffView diff={diff} mode={mode} onMode={setMode} />
        </div>
      )}
    </div>
  );
}

/** The same object as long as it says the same: a diff that is told again must not move under its reader. */
function useSteady(diff: ResourceDiff): ResourceDiff {
  const text = stringifyJson(diff);
  const [steady, setSteady] = useState({ text, diff });
  if (steady.text === text) return steady.diff;
  setSteady({ text, diff });
  return diff;
}
