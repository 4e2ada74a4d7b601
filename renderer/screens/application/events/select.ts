import type { ResourceEvent } from '../../../../shared/model/details.ts';
import type { ActivityEntry } from '../../../../shared/model/home.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import { eventTexts } from './texts.ts';

/** A row of the list: what the cluster reported, or what Drydock did. */
export interface EventRow extends Omit<ResourceEvent, 'about'> {
  /** Absent where it is about the application as a whole. */
  readonly about?: ResourceKey;
}

/** What the list is narrowed to, and how it is ordered. */
export interface EventFilter {
  readonly text: string;
  readonly warningsOnly: boolean;
  readonly warningsFirst: boolean;
}

/** What the cluster reported and what Drydock did with this application, as rows. */
export function eventRows(events: readonly ResourceEvent[], activity: readonly ActivityEntry[], application: string): readonly EventRow[] {
  const own = activity.filter((entry) => entry.application === application);
  return [...events, ...own.map(activityRow)];
}

function activityRow({ id, time, kind, text, failed }: ActivityEntry): EventRow {
  return { id: `activity-${id}`, type: failed ? 'Warning' : 'Normal', reason: eventTexts.activity[kind], message: text, time, count: 1, source: eventTexts.drydock };
}

/** The rows that fit, newest first. */
export function selectEvents(rows: readonly EventRow[], { text, warningsOnly, warningsFirst }: EventFilter): readonly EventRow[] {
  const wanted = text.trim().toLowerCase();
  return rows
    .filter((row) => (!warningsOnly || row.type === 'Warning') && textOf(row).includes(wanted))
    .toSorted((a, b) => (warningsFirst && a.type !== b.type ? rank(a) - rank(b) : compareTimes(b.time, a.time)));
}

/** Times differ in their fractions ("…:01Z", "…:01.5Z"), so that they do not sort as texts. What is no time is oldest. */
function compareTimes(a: string, b: string): number {
  return (Date.parse(a) || 0) - (Date.parse(b) || 0);
}

function rank({ type }: EventRow): number {
  return type === 'Warning' ? 0 : 1;
}

function textOf({ type, reason, message, source, about }: EventRow): string {
  return `${type} ${reason} ${message} ${source} ${about === undefined ? '' : keyWords(about)}`.toLowerCase();
}
