import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { Agent } from 'undici';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonArray, isJsonObject, parseJson, stringifyJson } from '../../shared/model/json.ts';

/** An answer: the object, or the Status that says why not. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

export type Verb = 'GET' | 'POST' | 'PUT' | 'APPLY' | 'MERGE';

const CONTENT: Readonly<Record<Verb, string>> = {
  GET: 'application/json',
  POST: 'application/json',
  PUT: 'application/json',
  APPLY: 'application/apply-patch+yaml',
  MERGE: 'application/merge-patch+json',
};

/** Requests to one API server over kept-alive connections, with the kubeconfig's client certificate. */
export class ApiClient {
  readonly #agent: Agent;
  readonly #server: string;

  private constructor(server: string, agent: Agent) {
    this.#server = server;
    this.#agent = agent;
  }

  static async of(kubeconfig: string): Promise<ApiClient> {
    const config = load(await readFile(kubeconfig, 'utf8')) as JsonValue;
    const cluster = objectAt(firstOf(config, 'clusters'), 'cluster');
    const user = objectAt(firstOf(config, 'users'), 'user');
    const pem = async (holder: JsonObject, name: string): Promise<string> =>
      typeof holder[name] === 'string' ? readFile(holder[name], 'utf8') : Buffer.from(String(holder[`${name}-data`]), 'base64').toString();
    const connect = { ca: await pem(cluster, 'certificate-authority'), cert: await pem(user, 'client-certificate'), key: await pem(user, 'client-key') };
    return new ApiClient(String(cluster['server']), new Agent({ connect, connections: 16, allowH2: false }));
  }

  async request(verb: Verb, path: string, query: Readonly<Record<string, string>> = {}, body?: JsonObject): Promise<Answer> {
    const search = new URLSearchParams(query).toString();
    const { statusCode, body: content } = await this.#agent.request({
      origin: this.#server,
      path: search === '' ? path : `${path}?${search}`,
      method: verb === 'APPLY' || verb === 'MERGE' ? 'PATCH' : verb,
      headers: { 'content-type': CONTENT[verb], accept: 'application/json' },
      ...(body === undefined ? {} : { body: stringifyJson(body) }),
    });
    const text = await content.text();
    // The router's own refusals are plain text.
    const parsed = text.startsWith('{') ? parseJson(text) : { message: text };
    return { status: statusCode, body: isJsonObject(parsed) ? parsed : {} };
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function firstOf(config: JsonValue, name: string): JsonObject {
  const list = isJsonObject(config) ? config[name] : undefined;
  const [first] = isJsonArray(list) ? list : [];
  return isJsonObject(first) ? first : {};
}

export function objectAt(holder: JsonObject | undefined, name: string): JsonObject {
  const value = holder?.[name];
  return isJsonObject(value) ? value : {};
}

/** Runs jobs, at most `width` at a time, and resolves to their results in order. */
export async function concurrently<T, R>(items: readonly T[], width: number, job: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const runner = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await job(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, runner));
  return results;
}
