import { CircleDot, Radio, TriangleAlert } from 'lucide-react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { keyText } from '../../../../shared/model/kube.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { eventTexts } from '../events/texts.ts';
import { ResourceLink } from './ResourceLink.tsx';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

const texts = resourceTexts.events;

/** What was reported about the object and what it owns, newest first. */
export function EventList({ details: { key, events } }: { readonly details: ResourceDetails }) {
  if (events.length === 0) {
    return (
      <EmptyState icon={<Radio size={20} />} title={texts.none}>
        {texts.noneWords}
      </EmptyState>
    );
  }
  const own = keyText(key);
  return (
    <ol className={styles.events} aria-label={texts.label}>
      {events.map((event) => (
        <li key={event.id} className={styles.event} data-type={event.type}>
          {event.type === 'Warning' ? <TriangleAlert size={14} aria-label={eventTexts.types.Warning} /> : <CircleDot size={14} aria-label={eventTexts.types.Normal} />}
          <div>
            <p className={styles.reported}>
              <strong>{event.reason}</strong>
              {event.count > 1 && <span>{eventTexts.times(event.count)}</span>}
              <span className={styles.when}>
                <RelativeTime at={event.time} />
              </span>
            </p>
            <p className={styles.words}>{event.message}</p>
            <p className={styles.by}>
              {event.source}
              {keyText(event.about) !== own && (
                <>
                  {' '}
                  {eventTexts.about} <ResourceLink to={event.about}>{`${event.about.kind} ${event.about.name}`}</ResourceLink>
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
