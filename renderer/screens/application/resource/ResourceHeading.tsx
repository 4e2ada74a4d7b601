import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { HealthState } from '../../../components/HealthState.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { SyncState } from '../../../components/SyncState.tsx';
import styles from './resource.module.css';
import { resourceTexts as texts } from './texts.ts';

interface ResourceHeadingProps {
  readonly resource: ResourceKey;
  readonly details: ResourceDetails | undefined;
}

/** What it is called, in full, where it is, and how it stands. */
export function ResourceHeading({ resource, details }: ResourceHeadingProps) {
  const { kind, group, namespace, name } = resource;
  return (
    <div className={styles.heading}>
      <KindGlyph kind={kind} size={28} />
      <div className={styles.naming}>
        <div className={styles.name}>
          <h3>{name}</h3>
          <CopyButton text={name} what={texts.name} />
        </div>
        <div className={styles.facts}>
          <span title={group === '' ? kind : `${kind}.${group}`}>
            {kind}, {namespace === '' ? texts.cluster : texts.inNamespace(namespace)}
          </span>
          {details !== undefined && (details.sync === undefined ? <span>{texts.notNamed}</span> : <SyncState status={details.sync} size={14} withLabel label={details.item?.operation === 'prune' ? texts.toPrune : undefined} />)}
          {details?.health !== undefined && <HealthState status={details.health.status} size={14} withLabel />}
        </div>
      </div>
    </div>
  );
}
