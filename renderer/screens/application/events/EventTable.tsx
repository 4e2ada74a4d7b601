import { CircleDot, TriangleAlert } from 'lucide-react';
import { keyWords } from '../../../../shared/model/kube.ts';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { Link } from '../../../components/Link.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import styles from './events.module.css';
import type { EventRow } from './select.ts';
import { eventTexts as texts } from './texts.ts';

interface EventTableProps {
  readonly rows: readonly EventRow[];
  readonly application: string;
}

/** The list as a table whose rows grow with their messages: those are what one reads, so that none is cut. */
export function EventTable({ rows, application }: EventTableProps) {
  const { columns } = texts;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={texts.title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{columns.type}</th>
            <th scope="col">{columns.reason}</th>
            <th scope="col">{columns.object}</th>
            <th scope="col">{columns.message}</th>
            <th scope="col" data-align="end">
              {columns.count}
            </th>
            <th scope="col">{columns.source}</th>
            <th scope="col" data-align="end">
              {columns.time}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-type={row.type}>
              <td className={styles.type}>
                {row.type === 'Warning' ? <TriangleAlert size={14} aria-hidden="true" /> : <CircleDot size={14} aria-hidden="true" />}
                {texts.types[row.type]}
              </td>
              <td className={styles.reason}>{row.reason}</td>
              <td>{row.about === undefined ? <span className={styles.whole}>{texts.application}</span> : <About about={row.about} application={application} />}</td>
              <td className={styles.message}>{row.message}</td>
              <td data-align="end">{row.count.toLocaleString('en')}</td>
              <td className={styles.source}>{row.source}</td>
              <td className={styles.time} data-align="end">
                {row.time !== '' && <RelativeTime at={row.time} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function About({ about, application }: { readonly about: NonNullable<EventRow['about']>; readonly application: string }) {
  return (
    <span className={styles.about}>
      <KindGlyph kind={about.kind} />
      <Link to={{ page: 'application', name: application, tab: 'events', resource: about, resourceTab: 'events' }} title={keyWords(about)}>
        {about.name}
      </Link>
    </span>
  );
}
