import { PackageOpen } from 'lucide-react';
import { Banner } from '../components/Banner.tsx';
import { BusyLine } from '../components/BusyLine.tsx';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { HealthState } from '../components/HealthState.tsx';
import { RelativeTime } from '../components/RelativeTime.tsx';
import { SyncState } from '../components/SyncState.tsx';
import { HEALTH_ORDER } from '../../shared/model/health.ts';
import { Section } from './Section.tsx';

const OPENED = Date.now();
const nothing = (): void => undefined;

/** States, times and notices. */
export function States() {
  return (
    <>
      <Section title="Sync">
        <SyncState status="Synced" withLabel />
        <SyncState status="OutOfSync" count={3} withLabel />
        <SyncState status="Unknown" withLabel />
        <SyncState status="Syncing" wave={2} withLabel />
        <SyncState status="Synced" />
        <SyncState status="OutOfSync" count={3} />
        <SyncState status="Unknown" />
        <SyncState status="Syncing" wave={2} />
        <SyncState status="Synced" size={14} />
        <SyncState status="OutOfSync" count={12} size={14} />
        <SyncState status="Syncing" size={14} />
      </Section>
      <Section title="Health">
        {HEALTH_ORDER.map((status) => (
          <HealthState key={status} status={status} withLabel />
        ))}
        <HealthState status="Progressing" progress={{ ready: 2, total: 3 }} withLabel />
        <HealthState status="Progressing" progress={{ ready: 0, total: 3 }} />
        {HEALTH_ORDER.map((status) => (
          <HealthState key={status} status={status} size={14} />
        ))}
      </Section>
      <Section title="Times">
        {[2, 45, 400, 9_000, 400_000].map((seconds) => (
          <RelativeTime key={seconds} at={new Date(OPENED - seconds * 1000).toISOString()} />
        ))}
      </Section>
      <Section title="Notices" column>
        <Banner tone="warn" actions={<Button>Retry now</Button>}>
          Connection to <strong>kind-dev</strong> lost. What is shown was known 2 min ago.
        </Banner>
        <Banner tone="info" onDismiss={nothing}>
          The example runs in a cluster inside Drydock. Nothing leaves this computer.
        </Banner>
        <Banner tone="bad">The cluster behind kind-dev is another one than shop was synced to.</Banner>
        <ErrorNotice
          error={{ code: 'cluster-unreachable', message: 'Could not reach kind-dev: connection refused at 127.0.0.1:6443.', hint: 'The cluster may be stopped.' }}
          actions={
            <>
              <Button>Retry</Button>
              <Button>Choose another context</Button>
            </>
          }
        />
        <BusyLine text="Reading shop/deploy at 3f2c1aa" onCancel={nothing} />
        <EmptyState
          icon={<PackageOpen size={20} />}
          title="No applications yet"
          actions={
            <>
              <Button variant="primary">New application</Button>
              <Button>Try the example</Button>
            </>
          }
        >
          An application keeps what a folder in Git says and what a cluster has the same.
        </EmptyState>
      </Section>
    </>
  );
}
