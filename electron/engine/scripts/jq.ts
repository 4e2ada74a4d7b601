import type { KubeObject } from '../../../shared/model/kube.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import { createRunner } from './runner.ts';

/** Where in an object an expression leads, or why that cannot be told. */
export type JqAnswer = { readonly paths: readonly (readonly (string | number)[])[] } | { readonly error: string };

/** jq, as `ignoreDifferences` uses it. */
export interface JqRunner {
  /** The paths in an object to which an expression leads. Never rejects: what is wrong with the expression is the answer. */
  paths(object: KubeObject, expression: string): Promise<JqAnswer>;
  close(): Promise<void>;
}

/** Argo CD's limit for one expression (argo-cd util/argo/normalizers, DefaultJQExecutionTimeout). */
const LIMIT_MS = 1_000;

/** What the worker is asked. */
export interface JqQuestion {
  readonly json: string;
  readonly expression: string;
}

/** `limitMs` is how long one expression may take. */
export function createJqRunner(limitMs = LIMIT_MS): JqRunner {
  const runner = createRunner<JqQuestion, JqAnswer>({ source: 'jqWorker.ts', bundled: 'jq-worker.cjs', limitMs });
  return {
    async paths(object, expression) {
      try {
        return await runner.call({ json: stringifyJson(object), expression });
      } catch (error) {
        return { error: errorShape(error).message };
      }
    },
    close: () => runner.close(),
  };
}
