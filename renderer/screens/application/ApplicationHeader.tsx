import { ChevronDown, GitCommitHorizontal, Hourglass, MoreHorizontal, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { SELF_HEAL } from '../../../shared/model/application.ts';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import type { ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import { Button } from '../../components/Button.tsx';
import { ContextChip } from '../../components/ContextChip.tsx';
import { cx } from '../../components/cx.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { HealthState } from '../../components/HealthState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Switch } from '../../components/Switch.tsx';
import { SyncState } from '../../components/SyncState.tsx';
import { host } from '../../client/index.ts';
import { useHome } from '../../state/home.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { useAction } from '../../state/requests.ts';
import { navigate } from '../../state/useRoute.ts';
import { shortRepository, shortRevision } from '../applications/select.ts';
import styles from './ApplicationHeader.module.css';
import { SettledBy } from './ChooseContext.tsx';
import { RemoveDialog } from './remove/RemoveDialog.tsx';
import { healthWords, syncWords } from './stateWords.ts';
import { applicationTexts } from './texts.ts';

const texts = applicationTexts.header;
const AUTOMATED = ['spec', 'syncPolicy', 'automated'];

/** What is true of the application now, and what can be done about it. */
export function ApplicationHeader({ summary, view }: { readonly summary: ApplicationSummary; readonly view: ApplicationView | undefined }) {
  const { name, source } = summary;
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === summary.context));
  const [removing, setRemoving] = useState(false);
  const refresh = useAction((depth: RefreshDepth) => host.call('view', { name, depth }));
  const policy = useAction((...changes: readonly { readonly path: string[]; readonly value: boolean | string | null }[]) => host.call('set', { name, changes: [...changes] }));
  const running = summary.operation?.phase === 'Running';
  const error = refresh.error ?? policy.error;
  const hold = view === undefined ? undefined : holdOf(view);
  // Without auto-sync, self-heal is an annotation of Drydock's own; it is off where neither says it.
  const setSelfHeal = (on: boolean) => {
    const part = { path: [...AUTOMATED, 'selfHeal'], value: on };
    const alone = { path: ['metadata', 'annotations', SELF_HEAL], value: on ? 'true' : null };
    return policy.run(...(summary.automated ? [part] : []), ...(summary.automated && on ? [] : [alone]));
  };
  return (
    <header className={styles.header}>
      <div className={styles.first}>
        <h1 className={styles.name} title={name}>
          {name}
        </h1>
        <CopyButton text={name} what="name" />
        <span className={styles.state}>
          <SyncState status={running ? 'Syncing' : summary.sync} withLabel label={syncWords(summary)} />
        </span>
        <span className={cx(styles.state, styles.health)} title={view === undefined ? undefined : healthWords(view.status)}>
          <HealthState status={summary.health} withLabel label={view === undefined ? undefined : healthWords(view.status)} />
        </span>
        <div className={styles.actions}>
          <span className={styles.joined}>
            <Button icon={<RefreshCw size={14} />} busy={refresh.busy} onClick={() => void refresh.run('fetch')}>
              {texts.refresh}
            </Button>
            <Menu align="end" trigger={<IconButton label={texts.refreshMore} icon={<ChevronDown size={14} />} />} entries={[{ kind: 'item', label: texts.hardRefresh, onSelect: () => void refresh.run('hard') }]} />
          </span>
          <Button variant="primary" onClick={() => navigate({ page: 'application', name, tab: 'plan' })}>
            {texts.plan}
          </Button>
          <Menu
            align="end"
            trigger={<IconButton label={texts.more} icon={<MoreHorizontal size={16} />} />}
            entries={[
              { kind: 'item', label: texts.edit, onSelect: () => navigate({ page: 'application', name, tab: 'settings' }) },
              { kind: 'separator', id: 'danger' },
              { kind: 'item', label: texts.remove, danger: true, onSelect: () => setRemoving(true), ...(running ? { disabledReason: texts.running } : {}) },
            ]}
          />
        </div>
      </div>
      <div className={styles.second}>
        <ContextChip name={summary.context} context={context} />
        {(summary.destination?.by === 'server' || summary.destination?.by === 'choice') && <SettledBy application={name} settled={summary.destination} />}
        <span className={styles.fact} title={`${source.repoURL}, ${source.path ?? '.'}`}>
          {shortRepository(source.repoURL)} @ {shortRevision(source.targetRevision ?? 'HEAD')}
        </span>
        {summary.revision !== undefined && (
          <span className={styles.fact}>
            <GitCommitHorizontal size={14} aria-label={texts.revision} />
            <code title={summary.revision}>{summary.revision.slice(0, 7)}</code>
            {summary.commit !== undefined && (
              <span className={styles.subject} title={`${summary.commit.subject}, by ${summary.commit.author}`}>
                {summary.commit.subject}, {summary.commit.author}, <RelativeTime at={summary.commit.date} />
              </span>
            )}
          </span>
        )}
        {hold !== undefined && (
          <span className={styles.hold} title={hold.message}>
            <Hourglass size={14} aria-hidden="true" />
            {texts.holds[hold.type]}
          </span>
        )}
        <span className={styles.switches}>
          <span title={summary.automated ? texts.automaticOn : texts.automaticOff}>
            <Switch label={texts.automatic} checked={summary.automated} disabled={policy.busy} onChange={(on) => void policy.run({ path: [...AUTOMATED, 'enabled'], value: on })} />
          </span>
          <span title={summary.automated ? texts.selfHealWords : texts.selfHealAloneWords}>
            <Switch label={texts.selfHeal} checked={summary.selfHeal} disabled={policy.busy} onChange={(on) => void setSelfHeal(on)} />
          </span>
        </span>
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
      {removing && <RemoveDialog summary={summary} open onClose={() => setRemoving(false)} onRemoved={() => navigate({ page: 'applications', filters: NO_FILTERS })} />}
    </header>
  );
}

/** What keeps the application from being synced by itself, if anything does. */
function holdOf({ status }: ApplicationView): { readonly type: keyof typeof texts.holds; readonly message: string } | undefined {
  for (const { type, message } of status.conditions) if (isHold(type)) return { type, message };
  return undefined;
}

function isHold(type: string): type is keyof typeof texts.holds {
  return type in texts.holds;
}
