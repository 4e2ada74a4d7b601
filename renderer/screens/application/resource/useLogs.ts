import { useEffect, useState } from 'react';
import type { InputOf } from '../../../../shared/contract/index.ts';
import { errorShape } from '../../../../shared/model/errors.ts';
import { host } from '../../../client/index.ts';
import type { LogState } from '../../../components/logs/index.ts';
import { LogBuffer } from '../../../components/logs/index.ts';
import { entriesOf } from './logs.ts';
import { resourceTexts } from './texts.ts';

/** Logs that are being read. */
export interface ReadLog {
  readonly buffer: LogBuffer;
  readonly state: LogState;
  readonly retry: () => void;
}

interface Reading {
  /** Which question, and which attempt at it, this answers. */
  readonly key: string;
  readonly buffer: LogBuffer;
  readonly state: LogState;
}

/** Reads logs, and reads them anew when others are chosen; those before are cancelled. */
export function useLogs(question: InputOf<'workloadLogs'>): ReadLog {
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify({ attempt, question });
  const [reading, setReading] = useState<Reading>(() => begin(key));
  // Lines of one log are never shown as those of another.
  const current = reading.key === key ? reading : begin(key);
  if (current !== reading) setReading(current);
  const { buffer } = current;
  useEffect(() => {
    const stop = new AbortController();
    const input = questionOf(key);
    const become = (state: LogState): void => {
      if (!stop.signal.aborted) setReading((before) => (before.buffer === buffer ? { ...before, state } : before));
    };
    host
      .call('workloadLogs', input, {
        signal: stop.signal,
        onProgress(chunk) {
          if (stop.signal.aborted) return;
          buffer.append(entriesOf(chunk));
          become({ kind: 'streaming' });
        },
      })
      .then(
        () => become({ kind: 'ended', reason: input.follow ? resourceTexts.logs.stopped : resourceTexts.logs.whole }),
        (error: unknown) => become({ kind: 'failed', message: errorShape(error).message }),
      );
    return () => stop.abort();
  }, [key, buffer]);
  return { buffer, state: current.state, retry: () => setAttempt((before) => before + 1) };
}

function begin(key: string): Reading {
  return { key, buffer: new LogBuffer(), state: { kind: 'connecting' } };
}

/** A question from its JSON: equal questions are one, whatever objects they come in. */
function questionOf(key: string): InputOf<'workloadLogs'> {
  return (JSON.parse(key) as { readonly question: InputOf<'workloadLogs'> }).question;
}
