import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { HealthState } from '../../../components/HealthState.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { SyncState } from '../../../components/SyncState.tsx';
import styles from './resource.module.css';
import { resourceTexts as texts } from './texts.ts';

/** What it is called, in full, and where it is. */
export function ResourceHeading({ resource: { kind, group, namespace, name } }: { readonly resource: ResourceKey }) {
  return (
    <div className={styles.heading}>
      <KindGlyph kind={kind} size={28} />
      <div className={styles.naming}>
        <div className={styles.name}>
          <h3>{name}</h3>
          <CopyButton text={name} what={texts.name} />
        </div>
        <p className={styles.where} title={group === '' ? kind : `${kind}.${group}`}>
          {namespace === '' ? texts.clusterWide(kind) : texts.inNamespace(kind, namespace)}
        </p>
      </div>
    </div>
  );
}

/** How it stands with Git and with itself. */
export function ResourceStates({ details: { sync, health, item } }: { readonly details: ResourceDetails }) {
  return (
    <div className={styles.states}>
      {sync === undefined ? <span className={styles.where}>{texts.notNamed}</span> : <SyncState status={sync} withLabel label={item?.operation === 'prune' ? texts.toPrune : undefined} />}
      {health !== undefined && <HealthState status={health.status} withLabel />}
    </div>
  );
}
