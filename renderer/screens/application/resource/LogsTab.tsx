import { Check, ChevronDown, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { Button } from '../../../components/Button.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { LogView } from '../../../components/logs/index.ts';
import { Menu } from '../../../components/Menu.tsx';
import { SegmentedControl } from '../../../components/SegmentedControl.tsx';
import type { LogChoice, LogWish } from './logs.ts';
import { chooseLog, logFileName, samePod } from './logs.ts';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';
import { useLogs } from './useLogs.ts';

const texts = resourceTexts.logs;

/** What is read: as it grows, as it stands, or what the container's former run wrote, which does not grow. */
type LogMode = 'follow' | 'once' | 'previous';

const MODES = [
  { value: 'follow', label: texts.follow },
  { value: 'once', label: texts.once },
  { value: 'previous', label: texts.previous },
] as const;

interface LogsTabProps {
  readonly application: string;
  readonly pods: ResourceDetails['pods'];
}

/** The logs of the object's pods, one container at a time. */
export function LogsTab({ application, pods }: LogsTabProps) {
  const [wish, setWish] = useState<LogWish>({});
  const choice = chooseLog(pods, wish);
  if (choice === undefined) {
    return (
      <EmptyState icon={<ScrollText size={20} />} title={texts.none}>
        {texts.noneWords}
      </EmptyState>
    );
  }
  // What is read by itself stays chosen, so that another pod that comes first does not take its place.
  if (wish.pod === undefined) setWish({ pod: { namespace: choice.namespace, name: choice.pod }, ...(choice.container === undefined ? {} : { container: choice.container }) });
  return <ChosenLog application={application} pods={pods} choice={choice} onChoose={setWish} />;
}

interface ChosenLogProps extends LogsTabProps {
  readonly choice: LogChoice;
  readonly onChoose: (wish: LogWish) => void;
}

function ChosenLog({ application, pods, choice, onChoose }: ChosenLogProps) {
  const [wrap, setWrap] = useState(true);
  const [timestamps, setTimestamps] = useState(false);
  const [mode, setMode] = useState<LogMode>('follow');
  const previous = mode === 'previous';
  const { buffer, state, retry } = useLogs({ application, ...choice, previous, follow: mode === 'follow' });
  const pod = { namespace: choice.namespace, name: choice.pod };
  const known = pods.find((item) => samePod(item, pod));
  return (
    <LogView
      buffer={buffer}
      state={state}
      wrap={wrap}
      timestamps={timestamps}
      onWrap={setWrap}
      onTimestamps={setTimestamps}
      onDownload={(text) => saveText(text, logFileName(choice, previous))}
      onRetry={retry}
      selectors={
        <div className={styles.selectors}>
          <Chooser
            label={texts.pod}
            value={known === undefined ? texts.gone(choice.pod) : choice.pod}
            chosen={choice.pod}
            options={pods.map((item) => item.name)}
            onChoose={(name) => {
              const next = pods.find((item) => item.name === name);
              if (next !== undefined) onChoose({ pod: next, ...(choice.container === undefined ? {} : { container: choice.container }) });
            }}
          />
          {choice.container !== undefined && <Chooser label={texts.container} value={choice.container} chosen={choice.container} options={known?.containers ?? [choice.container]} onChoose={(container) => onChoose({ pod, container })} />}
          <SegmentedControl label={texts.mode} segments={MODES} value={mode} onChange={setMode} />
        </div>
      }
    />
  );
}

interface ChooserProps {
  readonly label: string;
  readonly value: string;
  readonly chosen: string;
  readonly options: readonly string[];
  readonly onChoose: (option: string) => void;
}

function Chooser({ label, value, chosen, options, onChoose }: ChooserProps) {
  return (
    <Menu
      trigger={
        <Button aria-label={`${label}: ${value}`} title={`${label}: ${value}`}>
          <span className={styles.chosen}>{value}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
      entries={[
        { kind: 'heading', label },
        ...options.map((option) => ({ kind: 'item' as const, label: option, icon: option === chosen ? <Check size={14} /> : undefined, onSelect: () => onChoose(option) })),
      ]}
    />
  );
}

function saveText(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
