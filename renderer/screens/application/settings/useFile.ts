import { useEffect, useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { errorShape } from '../../../../shared/model/errors.ts';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import { host } from '../../../client/index.ts';
import { changeDraft, withFile } from './drafts.ts';

/** Why an application's file could not be read, and how to read it again. */
export interface FileReading {
  readonly error: ErrorShape | undefined;
  readonly read: () => Promise<void>;
}

/** Reads an application's file into its draft, and again whenever the application is another: somebody may have edited it. */
export function useFile({ name, project, source, context, namespace, automated, prune, selfHeal }: ApplicationSummary): FileReading {
  const [error, setError] = useState<ErrorShape>();
  // The answer depends on all of them, the question on the name alone.
  const question = JSON.stringify([name, project, source, context, namespace, automated, prune, selfHeal]);
  useEffect(() => {
    let over = false;
    void readInto(nameIn(question)).then((failure) => {
      if (!over) setError(failure);
    });
    return () => {
      over = true;
    };
  }, [question]);
  return { error, read: async () => setError(await readInto(name)) };
}

function nameIn(question: string): string {
  const [name] = JSON.parse(question) as readonly [string];
  return name;
}

/** Resolves with what went wrong, if anything did. */
async function readInto(name: string): Promise<ErrorShape | undefined> {
  try {
    const file = await host.call('read', { name });
    changeDraft(name, (before) => withFile(before, file));
    return undefined;
  } catch (reason) {
    return errorShape(reason);
  }
}
