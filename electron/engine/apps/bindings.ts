import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { StoredApplication } from '../../../shared/model/application.ts';
import { annotationOf, labelOf } from '../../../shared/model/application.ts';
import { childKey } from '../../../shared/model/children.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import { APPLICATION_LABEL, TRACKING_ANNOTATION, trackingId } from '../../../shared/model/tracking.ts';
import { isMissing, writeFileAtomic } from './files.ts';

/** Which contexts a person chose for applications whose files name none: `<home>/bindings.yaml`. */
export interface Bindings {
  /** What was chosen by now, to be asked for many applications. Throws `application-invalid` where the file cannot be read. */
  current(): Choices;
  /** Chooses a context, or takes the choice back. Throws as `current`. */
  choose(application: Bound, context: string | undefined): Promise<void>;
  /** Takes back what was chosen for an application that is gone. */
  forget(uid: string): Promise<void>;
}

/**
 * The choice for an application as it is; undefined where none was made, or for another destination than its file has
 * now. What was chosen for the application that renders it holds for it as well, where both files say the same: Argo CD's
 * own cluster is one cluster for all of an app of apps.
 */
export type Choices = (application: Bound) => Choice | undefined;

export interface Choice {
  readonly context: string;
  /** The application for which it was made, where that is not the application itself. */
  readonly of?: string;
}

type Bound = Pick<StoredApplication, 'name' | 'uid' | 'spec' | 'manifest'>;

const bindingSchema = z.object({
  /** For people; the uid counts. */
  application: z.string(),
  uid: z.string().min(1),
  /** What the application's file said when the choice was made; another one is asked for again. */
  destination: z.object({ name: z.string().optional(), server: z.string().optional() }),
  context: z.string().min(1),
});
const fileSchema = z.object({ version: z.literal(1), bindings: z.array(bindingSchema) });

type Binding = z.output<typeof bindingSchema>;

/** The file is read when something is asked and it changed since, so that it can be edited by hand. */
export function createBindings(home: string): Bindings {
  const file = join(home, 'bindings.yaml');
  let known: { readonly mark: string; readonly bindings: readonly Binding[] } | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  function read(): readonly Binding[] {
    const mark = markOf(file);
    if (mark === undefined) return [];
    if (known?.mark !== mark) known = { mark, bindings: parseBindings(file) };
    return known.bindings;
  }

  /** One change after the other: each is made to what the one before it left. */
  function write(change: (before: readonly Binding[]) => readonly Binding[]): Promise<void> {
    const turn = async () => {
      const before = read();
      const bindings = change(before);
      if (bindings.length !== 0 || before.length !== 0) await writeFileAtomic(file, stringify({ version: 1, bindings }));
    };
    const written = writing.then(turn, turn);
    writing = written.catch(() => undefined);
    return written;
  }

  return {
    current() {
      const bindings = read();
      if (bindings.length === 0) return () => undefined;
      const chosen = (uid: string, application: Bound) => bindings.find((binding) => binding.uid === uid && isFor(binding, application));
      return (application) => {
        const own = chosen(application.uid, application);
        if (own !== undefined) return { context: own.context };
        const parent = parentOf(application);
        const theirs = parent === undefined ? undefined : chosen(parent, application);
        return theirs === undefined ? undefined : { context: theirs.context, of: theirs.application };
      };
    },
    choose: (application, context) =>
      write((before) => {
        const others = before.filter(({ uid }) => uid !== application.uid);
        return context === undefined ? others : [...others, { application: application.name, uid: application.uid, destination: saidIn(application), context }].toSorted((a, b) => (a.application < b.application ? -1 : 1));
      }),
    forget: (uid) => write((before) => before.filter((binding) => binding.uid !== uid)),
  };
}

/** The uid of the application that renders this one, by the marks in its file. */
function parentOf(application: Bound): string | undefined {
  const id = annotationOf(application, TRACKING_ANNOTATION) ?? '';
  return id === trackingId(id.slice(0, id.indexOf(':')), childKey('Application', application.name)) ? labelOf(application, APPLICATION_LABEL) : undefined;
}

function saidIn({ spec: { destination } }: Bound): Binding['destination'] {
  const { name, server } = destination;
  return { ...(name === undefined ? {} : { name }), ...(server === undefined ? {} : { server }) };
}

function isFor({ destination }: Binding, application: Bound): boolean {
  const said = saidIn(application);
  return destination.name === said.name && destination.server === said.server;
}

/** What changes with the file's content; undefined while there is none. */
function markOf(file: string): string | undefined {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw broken(file, error);
  }
}

function parseBindings(file: string): readonly Binding[] {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw broken(file, error);
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return parsed.data.bindings;
  throw broken(file, parsed.error);
}

function broken(file: string, cause: unknown): DrydockError {
  return new DrydockError('application-invalid', `${file} cannot be read, so it is not known which contexts were chosen.`, { hint: 'Correct the file, or move it away and choose the contexts again (app bind NAME --context CONTEXT).', cause });
}
