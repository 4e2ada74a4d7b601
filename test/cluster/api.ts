import { Agent, request } from 'node:https';

/** What the launcher needs to speak to the API server it has just started. All three are PEM. */
export interface ApiCredentials {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

/** A minimal client of one API server; the engine's own is not used here, since it is what the tests are about. */
export interface ApiClient {
  /** Sends one request. Rejects if no complete answer comes within `timeoutMs`; any status resolves. */
  send(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<ApiResponse>;
  close(): void;
}

export function createApiClient(server: string, credentials: ApiCredentials): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    ca: credentials.ca,
    cert: credentials.certificate,
    key: credentials.key,
  });
  return {
    send: (method, path, body, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = payload === undefined ? {} : { 'content-type': 'application/json' };
        const signal = AbortSignal.timeout(timeoutMs);
        const outgoing = request(new URL(path, server), { method, agent, headers, signal }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
