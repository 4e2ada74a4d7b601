import type { SyncStatus } from '../../shared/model/view.ts';
import { texts } from '../texts.ts';
import { StateShape } from './StateShape.tsx';
import type { StateTone } from './StateShape.tsx';
import shape from './StateShape.module.css';

export interface SyncStateProps {
  readonly status: SyncStatus | 'Syncing';
  /** How many resources differ, for OutOfSync. */
  readonly count?: number;
  /** The wave that is being applied, for Syncing. */
  readonly wave?: number;
  readonly size?: 14 | 16;
  readonly withLabel?: boolean;
  /** Better words than the usual ones: "Out of sync: 2 changed, 1 to prune". */
  readonly label?: string;
}

const TONES: Readonly<Record<SyncStateProps['status'], StateTone>> = { Synced: 'ok', OutOfSync: 'warn', Unknown: 'idle', Syncing: 'busy' };

/** Whether the cluster has what Git has. */
export function SyncState({ status, count, wave, size = 16, withLabel = false, label }: SyncStateProps) {
  return (
    <StateShape label={label ?? words(status, count, wave)} tone={TONES[status]} size={size} withLabel={withLabel} count={status === 'OutOfSync' ? count : undefined}>
      <Shape status={status} wave={wave} />
    </StateShape>
  );
}

function words(status: SyncStateProps['status'], count: number | undefined, wave: number | undefined): string {
  if (status === 'OutOfSync' && count !== undefined) return texts.sync.changes(count);
  if (status === 'Syncing' && wave !== undefined) return texts.sync.wave(wave);
  return texts.sync[status];
}

function Shape({ status, wave }: Pick<SyncStateProps, 'status' | 'wave'>) {
  switch (status) {
    case 'Synced':
      return (
        <>
          <circle cx="8" cy="8" r="6.2" />
          <path d="m5.3 8.2 1.9 1.9 3.5-3.9" />
        </>
      );
    case 'OutOfSync':
      return (
        <>
          <path d="M14 5H2.6M5.2 2.2 2.4 5l2.8 2.8" />
          <path d="M2 11h11.4M10.8 8.2l2.8 2.8-2.8 2.8" />
        </>
      );
    case 'Unknown':
      return <circle cx="8" cy="8" r="6.2" strokeDasharray="2.6 2.27" />;
    case 'Syncing':
      return (
        <>
          <circle cx="8" cy="8" r="6.7" opacity="0.3" strokeWidth="1.5" />
          <path d="M8 1.3A6.7 6.7 0 0 1 14.7 8" strokeWidth="1.5" />
          {wave !== undefined && (
            <text x="8" y="11" className={shape.number}>
              {wave}
            </text>
          )}
        </>
      );
  }
}
