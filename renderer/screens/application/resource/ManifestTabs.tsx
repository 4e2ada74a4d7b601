import { CircleDashed, FileQuestion } from 'lucide-react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { ManifestView } from '../../../components/diff/index.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { OwnerWords } from './OwnerWords.tsx';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

/** The object as Git says it should be, and where Git says so. */
export function DesiredTab({ details }: { readonly details: ResourceDetails }) {
  const texts = resourceTexts.desired;
  const { desired, origin, live, item } = details;
  if (desired === undefined) {
    const pruned = item?.operation === 'prune';
    return (
      <EmptyState icon={<FileQuestion size={20} />} title={pruned ? texts.pruned : texts.none}>
        {pruned ? texts.prunedWords : texts.noneWords} <OwnerWords live={live} />
      </EmptyState>
    );
  }
  const place = origin === undefined ? undefined : `${origin.file}:${origin.line}`;
  return (
    <div className={styles.filling}>
      {origin !== undefined && place !== undefined && (
        <div className={styles.line}>
          <span>{texts.origin}</span>
          <code>{place}</code>
          {origin.document > 1 && <span>({texts.document(origin.document)})</span>}
          <CopyButton text={place} what={texts.path} />
        </div>
      )}
      <div className={styles.rest}>
        <ManifestView object={desired} label={texts.label} />
      </div>
    </div>
  );
}

/** The object as the cluster has it. */
export function LiveTab({ details: { live, desired } }: { readonly details: ResourceDetails }) {
  const texts = resourceTexts.live;
  if (live === undefined) {
    return (
      <EmptyState icon={<CircleDashed size={20} />} title={texts.none}>
        {desired === undefined ? texts.noneUnnamed : texts.noneWords}
      </EmptyState>
    );
  }
  return <ManifestView object={live} label={texts.label} />;
}
