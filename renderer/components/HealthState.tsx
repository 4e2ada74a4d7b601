import type { HealthStatus } from '../../shared/model/health.ts';
import { texts } from '../texts.ts';
import { StateShape } from './StateShape.tsx';
import type { StateTone } from './StateShape.tsx';

export interface HealthStateProps {
  readonly status: HealthStatus;
  /** How many of how many are ready, for Progressing. */
  readonly progress?: { readonly ready: number; readonly total: number };
  readonly size?: 14 | 16;
  readonly withLabel?: boolean;
  /** Better words than the usual ones: "Progressing: web 1 of 3 ready". */
  readonly label?: string;
}

const TONES: Readonly<Record<HealthStatus, StateTone>> = { Healthy: 'ok', Progressing: 'busy', Degraded: 'bad', Suspended: 'idle', Missing: 'warn', Unknown: 'idle' };
const RING = 2 * Math.PI * 6;

/** Whether something works. */
export function HealthState({ status, progress, size = 16, withLabel = false, label }: HealthStateProps) {
  const words = status === 'Progressing' && progress !== undefined ? texts.health.progress(progress.ready, progress.total) : texts.health[status];
  return (
    <StateShape label={label ?? words} tone={TONES[status]} size={size} withLabel={withLabel}>
      <Shape status={status} progress={progress} />
    </StateShape>
  );
}

function Shape({ status, progress }: Pick<HealthStateProps, 'status' | 'progress'>) {
  switch (status) {
    case 'Healthy':
      return <circle cx="8" cy="8" r="5.6" fill="currentColor" stroke="none" />;
    case 'Progressing': {
      // Never quite empty: a ring that has begun is told from one that stands.
      const part = progress === undefined || progress.total === 0 ? 0.25 : Math.min(1, Math.max(0.06, progress.ready / progress.total));
      return (
        <>
          <circle cx="8" cy="8" r="6" strokeWidth="2.4" opacity="0.28" />
          <circle cx="8" cy="8" r="6" strokeWidth="2.4" strokeLinecap="butt" strokeDasharray={`${part * RING} ${RING}`} transform="rotate(-90 8 8)" />
        </>
      );
    }
    case 'Degraded':
      return (
        <>
          <path d="M8.9 2.2 15 13.2c.3.6-.1 1.3-.7 1.3H9.2l1-3.4-2.6-1.7Z" fill="currentColor" stroke="none" />
          <path d="M7.5 1.9 1 13.2c-.3.6.1 1.3.7 1.3h5.6l.9-2.9-2.6-1.7Z" fill="currentColor" stroke="none" />
        </>
      );
    case 'Suspended':
      return <path d="M5.6 3.6v8.8M10.4 3.6v8.8" strokeWidth="2.4" />;
    case 'Missing':
      return <circle cx="8" cy="8" r="5.6" strokeDasharray="2.2 2.2" strokeWidth="1.8" strokeLinecap="butt" />;
    case 'Unknown':
      return (
        <>
          <circle cx="8" cy="8" r="6.4" strokeDasharray="2.4 2.05" strokeWidth="1.3" />
          <path d="M6.5 6.6a1.5 1.5 0 1 1 2.3 1.3c-.5.3-.8.6-.8 1.1" strokeWidth="1.4" />
          <path d="M8 11v.1" strokeWidth="1.6" />
        </>
      );
  }
}
