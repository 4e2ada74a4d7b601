import type { FieldChange, FieldOwner } from '../../../shared/model/diff.ts';
import { pathFinder } from './lines.ts';

/** Words at the end of a line. */
export interface LineNote {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The whole of it, for the tooltip: paths and exact times. */
  readonly title: string;
}

/** Who set a live value: "set by kubectl, 2 h ago". `age` turns an RFC 3339 time into words. */
export function ownerWords(owners: readonly FieldOwner[], age: (time: string) => string): string {
  const words = owners.map((owner) => (owner.time === undefined ? owner.manager : `${owner.manager}, ${age(owner.time)}`));
  return `set by ${[...new Set(words)].join(' and ')}`;
}

/**
 * Who set the live value of each changed field, at its line in `text`. `exact`: only where the field itself is in the
 * text; else the line of what holds it will do, for in the predicted text a removed field has no line of its own.
 */
export function lineNotes(text: string, changes: readonly FieldChange[], age: (time: string) => string, exact: boolean): LineNote[] {
  const find = pathFinder(text);
  const notes = new Map<number, { readonly texts: Set<string>; readonly titles: string[] }>();
  for (const change of changes) {
    if (change.setBy === undefined || change.setBy.length === 0) continue;
    const found = find(change.path);
    if (found === undefined || (exact && !found.exact)) continue;
    const note = notes.get(found.line) ?? { texts: new Set<string>(), titles: [] };
    // Beside the predicted value it is the former one that somebody set.
    note.texts.add(`${exact ? '' : 'was '}${ownerWords(change.setBy, age)}`);
    note.titles.push(`${change.path}: ${change.setBy.map(ownerTitle).join('; ')}`);
    notes.set(found.line, note);
  }
  return [...notes]
    .sort(([a], [b]) => a - b)
    .map(([line, { texts, titles }]) => ({ line, text: [...texts].join('; '), title: titles.join('\n') }));
}

function ownerTitle({ manager, operation, subresource, time }: FieldOwner): string {
  return [`${manager} (${operation}${subresource === undefined ? '' : `, ${subresource}`})`, time].filter((part) => part !== undefined).join(' at ');
}
