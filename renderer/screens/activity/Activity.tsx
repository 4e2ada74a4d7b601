import { CircleAlert, CircleCheck, CircleDot } from 'lucide-react';
import { useState } from 'react';
import type { ActivityEntry } from '../../../shared/model/home.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterInput } from '../../components/FilterInput.tsx';
import { Link } from '../../components/Link.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { useHome } from '../../state/home.ts';
import styles from './Activity.module.css';
import { activityTexts as texts } from './texts.ts';

/** What Drydock did and met, newest first. */
export function Activity() {
  const activity = useHome(({ state }) => state?.activity) ?? [];
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = activity.filter((entry) => `${entry.application ?? ''} ${entry.text}`.toLowerCase().includes(wanted)).toReversed();
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>{texts.title}</h1>
        {activity.length > 0 && <FilterInput label={texts.filter} value={text} onChange={setText} found={{ shown: shown.length, all: activity.length }} />}
      </header>
      {activity.length === 0 ? (
        <EmptyState title={texts.empty}>{texts.emptyWords}</EmptyState>
      ) : (
        <ol className={styles.list} aria-label={texts.title}>
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Entry({ entry }: { readonly entry: ActivityEntry }) {
  const Icon = entry.failed ? CircleAlert : entry.kind === 'sync-finished' ? CircleCheck : CircleDot;
  return (
    <li className={styles.entry} data-failed={entry.failed} data-kind={entry.kind}>
      <Icon size={16} aria-label={entry.failed ? texts.failed : texts.done} />
      <span className={styles.name}>{entry.application === undefined ? '' : <Link to={{ page: 'application', name: entry.application, tab: 'history' }}>{entry.application}</Link>}</span>
      <span className={styles.text}>{entry.text}</span>
      <span className={styles.time}>
        <RelativeTime at={entry.time} />
      </span>
    </li>
  );
}
