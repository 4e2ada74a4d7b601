import { useEffect, useRef, useState } from 'react';
import type { InputOf, OutputOf, ProgressOf, RequestName } from '../../shared/contract/index.ts';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { errorShape } from '../../shared/model/errors.ts';
import { host } from '../client/index.ts';

/** What a followed request told last. `value` stays when an error comes: it is old then. */
export interface Followed<T> {
  readonly value: T | undefined;
  readonly error: ErrorShape | undefined;
}

const NOTHING: Followed<never> = { value: undefined, error: undefined };

/** Follows a request that tells whole states, for as long as the component is there; nothing where input is undefined. */
export function useFollow<Name extends RequestName>(name: Name, input: InputOf<Name> | undefined): Followed<ProgressOf<Name>> {
  const key = input === undefined ? undefined : JSON.stringify(input);
  const [followed, setFollowed] = useState<{ readonly key: string | undefined } & Followed<ProgressOf<Name>>>({ key, ...NOTHING });
  useEffect(() => {
    if (key === undefined) return undefined;
    return host.follow(name, inputOf(key), {
      onProgress: (value) => setFollowed({ key, value, error: undefined }),
      onError: (error) => setFollowed((before) => ({ key, value: before.key === key ? before.value : undefined, error })),
    });
  }, [name, key]);
  // What was told of another input is not of this one.
  return followed.key === key ? followed : NOTHING;
}

/** An input from its JSON: equal inputs are one question, whatever objects they come in. */
function inputOf<Name extends RequestName>(key: string): InputOf<Name> {
  return JSON.parse(key) as InputOf<Name>;
}

/** The input of a question from its key, in which its round stands as well. */
function questionOf<Name extends RequestName>(key: string): InputOf<Name> {
  return (JSON.parse(key) as { readonly input: InputOf<Name> }).input;
}

/** How a question of a form stands. */
export type Asked<T> =
  | { readonly state: 'idle' }
  /** `before` is the answer to the question before this one. */
  | { readonly state: 'asking'; readonly before?: T }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly error: ErrorShape };

/**
 * Asks a question again whenever its input has changed and was left alone for a moment; the older question is
 * cancelled. `undefined` asks nothing. Another `round` asks the same question anew; the answer before stands until then.
 */
export function useAsk<Name extends RequestName>(name: Name, input: InputOf<Name> | undefined, delayMs = 350, round = 0): Asked<OutputOf<Name>> {
  const key = input === undefined ? undefined : JSON.stringify({ input, round });
  const [answer, setAnswer] = useState<{ readonly key: string; readonly asked: Extract<Asked<OutputOf<Name>>, { state: 'done' | 'failed' }> }>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      host.call(name, questionOf<Name>(key), { signal: stop.signal }).then(
        (value) => {
          if (!stop.signal.aborted) setAnswer({ key, asked: { state: 'done', value } });
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setAnswer({ key, asked: { state: 'failed', error: errorShape(error) } });
        },
      );
    }, delayMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [name, key, delayMs]);
  if (key === undefined) return { state: 'idle' };
  if (answer?.key === key) return answer.asked;
  return answer?.asked.state === 'done' ? { state: 'asking', before: answer.asked.value } : { state: 'asking' };
}

/** Something that a button does. */
export interface Action<Args extends readonly unknown[]> {
  /** Resolves when it is done; a failure is in `error`, and nothing is thrown. True if it succeeded. */
  run(...args: Args): Promise<boolean>;
  readonly busy: boolean;
  readonly error: ErrorShape | undefined;
  dismiss(): void;
}

/** Wraps what a button does, so that it shows when it is busy and why it failed. A second press while busy does nothing. */
export function useAction<Args extends readonly unknown[]>(work: (...args: Args) => Promise<unknown>): Action<Args> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorShape>();
  const running = useRef(false);
  const run = async (...args: Args): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await work(...args);
      return true;
    } catch (reason) {
      setError(errorShape(reason));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { run, busy, error, dismiss: () => setError(undefined) };
}
