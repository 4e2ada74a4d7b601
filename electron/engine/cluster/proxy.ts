import { BlockList, isIP } from 'node:net';

type Environment = { readonly [name: string]: string | undefined };

/**
 * The proxy to a server; undefined where it is reached directly. A cluster's own `proxy-url` goes before the environment
 * and holds for every address (client-go rest/config.go, Proxy); the environment is read as Go does (golang.org/x/net
 * http/httpproxy/proxy.go). `server` is the cluster's URL. Throws a TypeError for a variable that is no URL.
 */
export function proxyOf(server: URL, proxyUrl: string | undefined, env: Environment): URL | undefined {
  if (proxyUrl !== undefined) return new URL(proxyUrl);
  const named = server.protocol === 'https:' ? either(env, 'HTTPS_PROXY') : either(env, 'HTTP_PROXY');
  if (named === undefined || excluded(server, either(env, 'NO_PROXY') ?? '')) return undefined;
  return new URL(/^[a-z\d+.-]+:\/\//i.test(named) ? named : `http://${named}`);
}

function either(env: Environment, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined;
}

function excluded(server: URL, noProxy: string): boolean {
  const host = server.hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  // Nobody has a proxy to his own machine.
  if (host === 'localhost' || (family === 4 && host.startsWith('127.')) || host === '::1') return true;
  return noProxy.split(',').some((part) => excludes(part.trim().toLowerCase(), host, port, family));
}

/** Whether one part of NO_PROXY fits: `*`, an address or a range, `domain` (and what is below it), `.domain`, with or without a port. */
function excludes(part: string, host: string, port: string, family: number): boolean {
  if (part === '') return false;
  if (part === '*') return true;
  const range = /^(.+)\/(\d+)$/.exec(part);
  if (range?.[1] !== undefined) return family !== 0 && inRange(host, family, range[1], Number(range[2]));
  const split = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(part);
  const name = split?.[1] ?? split?.[2] ?? part;
  if (split?.[3] !== undefined && split[3] !== port) return false;
  if (isIP(name) !== 0) return family !== 0 && inRange(host, family, name, isIP(name) === 4 ? 32 : 128);
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function inRange(host: string, family: number, network: string, bits: number): boolean {
  const type = isIP(network);
  if (type === 0 || bits > (type === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, type === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
