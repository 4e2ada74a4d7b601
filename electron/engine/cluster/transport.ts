import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import { callbackify } from 'node:util';
import { Agent, buildConnector } from 'undici';
import type { Dispatcher } from 'undici';
import type { ClientConfig } from './clientConfig.ts';
import type { Credentials } from './credentials.ts';
import { proxyOf } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

/** Connections to one API server, kept alive, as the kubeconfig wants them. */
export interface Transport {
  /** What speaks with these credentials; a watch or a log has connections of its own, which are never waited for. */
  dispatcher(credentials: Credentials, use: 'request' | 'stream'): Dispatcher;
  /** Uses new connections from now on: requests under way end on the old ones, streams are cut. */
  renew(): void;
  /** Breaks every connection. */
  close(): Promise<void>;
}

const tunnel = callbackify(openTunnel);
const CONNECT_TIMEOUT_MS = 5_000;
/** Connections for plain requests: over HTTP/1.1 as many are in flight at once, over HTTP/2 a hundred on each. */
const CONNECTIONS = 24;

/**
 * Plain requests go over HTTP/2 where the server offers it. Streams never do: behind a watch undici 8.12 keeps requests
 * waiting for ever once the server sent GOAWAY, as API servers do to spread their clients (kube-apiserver
 * --goaway-chance), and WebSockets need HTTP/1.1 anyway. So each watch costs a connection of its own. Nor does who
 * comes as somebody in several groups: over HTTP/2 undici sends the repeated field as one, which names one group.
 */
export function createTransport(config: ClientConfig, env: NodeJS.ProcessEnv): Transport {
  let current: { readonly credentials: Credentials; readonly request: Agent; readonly stream: Agent } | undefined;
  const old = new Set<Agent>();

  function agent(credentials: Credentials, connections: number | null): Agent {
    const repeated = Object.values(credentials.headers).some((value) => typeof value !== 'string' && value.length > 1);
    const allowH2 = connections !== null && !repeated;
    return new Agent({ connections, allowH2, keepAliveTimeout: 30_000, connect: connector(config, credentials, env, allowH2) });
  }

  function retire(agents: readonly Agent[]): void {
    for (const each of agents) {
      old.add(each);
      void each.close().finally(() => old.delete(each));
    }
  }

  return {
    dispatcher(credentials, use) {
      if (current === undefined || !sameTls(current.credentials, credentials)) {
        // What is under way ends on the old connections; a certificate that was replaced opens no new ones.
        if (current !== undefined) retire([current.request, current.stream]);
        current = { credentials, request: agent(credentials, CONNECTIONS), stream: agent(credentials, null) };
      }
      return current[use];
    },
    renew() {
      if (current === undefined) return;
      retire([current.request]);
      void current.stream.destroy();
      current = undefined;
    },
    async close() {
      const all = [...old, ...(current === undefined ? [] : [current.request, current.stream])];
      await Promise.all(all.map((each) => each.destroy()));
    },
  };
}

function sameTls(a: Credentials, b: Credentials): boolean {
  return a.ca === b.ca && a.cert === b.cert && a.key === b.key;
}

function connector(config: ClientConfig, { ca, cert, key }: Credentials, env: NodeJS.ProcessEnv, allowH2: boolean): buildConnector.connector {
  const { cluster } = config;
  const server = new URL(config.server);
  const insecure = cluster['insecure-skip-tls-verify'];
  const direct = buildConnector({
    ca: insecure || server.protocol === 'http:' ? undefined : (ca ?? trusted()),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    rejectUnauthorized: !insecure,
    ...(cluster['tls-server-name'] === undefined ? {} : { servername: cluster['tls-server-name'] }),
    allowH2,
    timeout: CONNECT_TIMEOUT_MS,
  });
  return (options, callback) => {
    let proxy: URL | undefined;
    try {
      proxy = proxyOf(server, cluster['proxy-url'], env);
    } catch (error) {
      return callback(error as Error, null);
    }
    if (proxy === undefined) return direct(options, callback);
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    // Go verifies a proxy as it verifies the server (net/http, Transport); one that everybody trusts does as well.
    const proxyTls = { ca: proxy.protocol === 'https:' ? [...(ca === undefined ? [] : [ca]), ...trusted()] : undefined, rejectUnauthorized: !insecure };
    tunnel(proxy, { host, port, timeoutMs: CONNECT_TIMEOUT_MS, tls: proxyTls }, (error, socket) => {
      if (error !== null) return callback(error, null);
      if (options.protocol !== 'https:') return callback(null, socket);
      // The name to be verified is the server's, whatever the connection leads through.
      direct({ ...options, httpSocket: socket, ...(cluster['tls-server-name'] === undefined && isIP(host) === 0 ? { servername: host } : {}) }, callback);
    });
  };
}

let everybodys: string[] | undefined;

/** The authorities that Go trusts where a kubeconfig names none: the system's; Node's own list stays beside them. */
function trusted(): string[] {
  everybodys ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return everybodys;
}
