import type { LogChunk } from '../../shared/model/details.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import { findObject } from './find.ts';
import type { Session, Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import type { Terminal } from './terminal.ts';
import { count } from './words.ts';

export interface LogFlags extends OutputFlags {
  readonly pod?: string;
  readonly container?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly since?: string;
  readonly tail?: string;
  readonly filter?: string;
  readonly timestamps?: boolean;
}

/** Colours of the names before lines, in turn. */
const COLOURS = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const;

/** The logs of an application's pods: of one, of those below an object, or of all. */
export function showLogs(application: string, flags: LogFlags): Work {
  return async (session) => {
    const { client, terminal, signal } = session;
    const extent = {
      previous: flags.previous ?? false,
      follow: flags.follow ?? false,
      ...(flags.tail === undefined ? {} : { tailLines: lineCount(flags.tail) }),
      ...(flags.since === undefined ? {} : { sinceSeconds: seconds(flags.since) }),
      ...(flags.container === undefined ? {} : { container: flags.container }),
    };
    const onProgress = printer(terminal, flags);
    if (flags.pod !== undefined) {
      const namespace = flags.namespace ?? (await findObject(session, application, { group: '', kind: 'Pod', name: flags.pod })).namespace;
      await client.call('logs', { name: application, namespace, pod: flags.pod, ...extent }, { signal, onProgress });
      return;
    }
    const key = await keyOf(session, application, flags);
    await client.call('workloadLogs', { name: application, ...(key === undefined ? {} : { key }), ...extent }, { signal, onProgress });
  };
}

async function keyOf(session: Session, application: string, { group, kind, name, namespace }: LogFlags) {
  if (group === undefined && kind === undefined && name === undefined && namespace === undefined) return undefined;
  return findObject(session, application, { group, kind, name, namespace });
}

/** Prints lines to standard output, and what is said of the logs themselves to standard error. */
function printer(terminal: Terminal, { filter, output, pod, timestamps }: LogFlags): (chunk: LogChunk) => void {
  const colours = new Map<string, (typeof COLOURS)[number]>();
  return ({ lines, skipped, sources }) => {
    if (skipped > 0) terminal.err(`${count(skipped, 'line')} left out: this terminal was too slow for them.`);
    for (const { from, note, text, time } of lines) {
      const source = sources[from];
      const name = source === undefined ? '' : `${source.pod}/${source.container}`;
      if (note === true) {
        terminal.err(terminal.paint('gray', text));
        continue;
      }
      if (filter !== undefined && !text.includes(filter)) continue;
      if (output === 'json') {
        terminal.out(JSON.stringify({ time, ...source, text }));
        continue;
      }
      const colour = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 'cyan';
      colours.set(name, colour);
      terminal.out([...(pod === undefined ? [terminal.paint(colour, `[${name}]`)] : []), ...(timestamps === true ? [time] : []), text].join(' '));
    }
  };
}

function lineCount(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= 100_000) return Number(text);
  throw new DrydockError('usage', `--tail ${text}: it is a number of lines, up to 100000.`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of a duration as kubectl takes it, `1h30m`; days besides. Throws `usage`. */
export function seconds(text: string): number {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  const total = parts.reduce((sum, [, amount = '', unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0);
  if (total > 0 && parts.map(([part]) => part).join('') === text) return total;
  throw new DrydockError('usage', `--since ${text}: it is a duration, such as 30s, 10m, 2h or 1h30m.`);
}
