import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { SegmentedControl } from '../../../components/SegmentedControl.tsx';
import { Chooser, choices } from './Chooser.tsx';
import type { LogWish, Since } from './logs.ts';
import { containersOf, isChosen, podLabel, togglePod } from './logs.ts';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

const texts = resourceTexts.logs;

const MODES = [
  { value: 'follow', label: texts.follow },
  { value: 'once', label: texts.once },
  { value: 'previous', label: texts.previous },
] as const;

const AGES: readonly { readonly value: Since; readonly label: string }[] = [
  { value: undefined, label: texts.since.all },
  { value: 300, label: texts.since.minutes(5) },
  { value: 900, label: texts.since.minutes(15) },
  { value: 3_600, label: texts.since.hour },
  { value: 86_400, label: texts.since.day },
];

interface LogSelectorsProps {
  readonly pods: ResourceDetails['pods'];
  readonly wish: LogWish;
  readonly onChange: (wish: LogWish) => void;
}

/** Which pods and containers are read, how far back, and whether they are followed. */
export function LogSelectors({ pods, wish, onChange }: LogSelectorsProps) {
  const containers = containersOf(pods, wish.pods);
  return (
    <div className={styles.selectors}>
      {(pods.length > 1 || wish.pods !== undefined) && (
        <Chooser
          label={texts.pods}
          value={wish.pods === undefined ? texts.allPods : wish.pods.length === 1 ? wish.pods.map(({ name }) => name).join('') : texts.somePods(wish.pods.length)}
          entries={[
            ...choices([{ value: undefined, label: texts.allPods }], wish.pods, () => onChange({ ...wish, pods: undefined })),
            ...(wish.pods ?? []).filter((pod) => !pods.some((each) => each.name === pod.name && each.namespace === pod.namespace)).map((pod) => ({ kind: 'checkbox' as const, label: texts.gone(podLabel(pod, pods)), checked: true, onChange: () => onChange({ ...wish, pods: togglePod(pods, wish.pods, pod) }) })),
            ...pods.map((pod) => ({ kind: 'checkbox' as const, label: podLabel(pod, pods), checked: isChosen(pod, wish.pods), onChange: () => onChange({ ...wish, pods: togglePod(pods, wish.pods, pod) }) })),
          ]}
        />
      )}
      {(containers.length > 1 || wish.container !== undefined) && (
        <Chooser
          label={texts.container}
          value={wish.container ?? texts.allContainers}
          entries={choices<string | undefined>([{ value: undefined, label: texts.allContainers }, ...containers.map((each) => ({ value: each, label: each }))], wish.container, (container) => onChange({ ...wish, container }))}
        />
      )}
      <Chooser label={texts.since.label} value={AGES.find(({ value }) => value === wish.since)?.label ?? ''} entries={choices(AGES, wish.since, (since) => onChange({ ...wish, since }))} />
      <SegmentedControl label={texts.mode} segments={MODES} value={wish.mode} onChange={(mode) => onChange({ ...wish, mode })} />
    </div>
  );
}
