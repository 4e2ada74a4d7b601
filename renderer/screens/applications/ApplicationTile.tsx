import { GitBranch, RefreshCw } from 'lucide-react';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import { Checkbox } from '../../components/Checkbox.tsx';
import { ContextChip } from '../../components/ContextChip.tsx';
import { HealthState } from '../../components/HealthState.tsx';
import { Link } from '../../components/Link.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { SyncState } from '../../components/SyncState.tsx';
import { useHome } from '../../state/home.ts';
import styles from './ApplicationTile.module.css';
import { OperationWords } from './OperationWords.tsx';
import { differenceWords, shortRepository, shortRevision } from './select.ts';
import { listTexts } from './texts.ts';

export interface ApplicationTileProps {
  readonly application: ApplicationSummary;
  readonly selected: boolean;
  readonly onSelect: (selected: boolean) => void;
}

/** An application at a glance. The whole tile leads to it. */
export function ApplicationTile({ application, selected, onSelect }: ApplicationTileProps) {
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === application.context));
  const { name, source, sync, health, operation, error } = application;
  const running = operation?.phase === 'Running';
  return (
    <li className={styles.tile} data-selected={selected}>
      <div className={styles.top}>
        <Link to={{ page: 'application', name, tab: 'graph' }} className={styles.name} title={name}>
          {name}
        </Link>
        <span className={styles.select}>
          <Checkbox label={listTexts.select(name)} hideLabel checked={selected} onChange={onSelect} />
        </span>
      </div>
      <div className={styles.states}>
        <SyncState status={running ? 'Syncing' : sync} withLabel />
        <HealthState status={health} withLabel />
      </div>
      <p className={styles.words} data-bad={error !== undefined} title={differenceWords(application)}>
        {differenceWords(application)}
      </p>
      <p className={styles.source} title={`${source.repoURL} @ ${source.targetRevision ?? 'HEAD'}, ${source.path ?? '.'}`}>
        <GitBranch size={13} aria-hidden="true" />
        <span>
          {shortRepository(source.repoURL)} @ {shortRevision(source.targetRevision ?? 'HEAD')}
        </span>
      </p>
      <div className={styles.bottom}>
        <ContextChip name={application.context} context={context} />
        <span className={styles.time}>
          {application.automated && <RefreshCw size={12} aria-label={listTexts.auto} />}
          {operation === undefined ? listTexts.neverSynced : running ? <OperationWords operation={operation} /> : <>{listTexts.lastSync} <RelativeTime at={operation.finishedAt ?? operation.startedAt} /></>}
        </span>
      </div>
    </li>
  );
}
