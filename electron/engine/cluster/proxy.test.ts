import { expect, it } from 'vitest';
import { proxyOf } from './proxy.ts';

const HTTPS = { HTTPS_PROXY: 'http://proxy:3128' };
const noProxy = (value: string) => ({ ...HTTPS, NO_PROXY: value });

/** golang.org/x/net/http/httpproxy/proxy_test.go has the same cases. */
it.each<[string, string, Record<string, string>, string | undefined]>([
  ['nothing is set', 'https://a.example', {}, undefined],
  ['for https', 'https://a.example', HTTPS, 'http://proxy:3128/'],
  ['in small letters', 'https://a.example', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['large letters first', 'https://a.example', { HTTPS_PROXY: 'http://large', https_proxy: 'http://small' }, 'http://large/'],
  ['an empty variable is none', 'https://a.example', { HTTPS_PROXY: '', https_proxy: 'http://small' }, 'http://small/'],
  ['another scheme\'s', 'http://a.example', HTTPS, undefined],
  ['for http', 'http://a.example', { HTTP_PROXY: 'http://proxy' }, 'http://proxy/'],
  ['ALL_PROXY, which Go does not know', 'https://a.example', { ALL_PROXY: 'http://proxy' }, undefined],
  ['host and port alone', 'https://a.example', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
  ['socks', 'https://a.example', { HTTPS_PROXY: 'socks5://proxy:1080' }, 'socks5://proxy:1080'],
  ['localhost', 'https://localhost:6443', HTTPS, undefined],
  ['loopback', 'https://127.0.0.9:6443', HTTPS, undefined],
  ['loopback, IPv6', 'https://[::1]:6443', HTTPS, undefined],
  ['everything excluded', 'https://a.example', noProxy('*'), undefined],
  ['the name itself', 'https://a.example', noProxy('b.example, a.example'), undefined],
  ['below a name', 'https://x.a.example', noProxy('a.example'), undefined],
  ['not what only ends alike', 'https://ba.example', noProxy('a.example'), 'http://proxy:3128/'],
  ['a dot: not the name itself', 'https://a.example', noProxy('.a.example'), 'http://proxy:3128/'],
  ['a dot: below it', 'https://x.a.example', noProxy('.a.example'), undefined],
  ['a star', 'https://x.a.example', noProxy('*.a.example'), undefined],
  ['capitals', 'https://A.Example', noProxy('a.EXAMPLE'), undefined],
  ['with its port', 'https://a.example:6443', noProxy('a.example:6443'), undefined],
  ['with another port', 'https://a.example:6443', noProxy('a.example:443'), 'http://proxy:3128/'],
  ['the scheme\'s port', 'https://a.example', noProxy('a.example:443'), undefined],
  ['an address', 'https://10.1.2.3:6443', noProxy('10.1.2.3'), undefined],
  ['a range', 'https://10.1.2.3:6443', noProxy('10.0.0.0/8'), undefined],
  ['outside of a range', 'https://11.1.2.3:6443', noProxy('10.0.0.0/8'), 'http://proxy:3128/'],
  ['an IPv6 range', 'https://[fd00::5]:6443', noProxy('fd00::/16'), undefined],
  ['a range says nothing of names', 'https://a.example', noProxy('0.0.0.0/0'), 'http://proxy:3128/'],
  ['nonsense', 'https://a.example', noProxy(',, 10.0.0.0/99,:'), 'http://proxy:3128/'],
])('%s', (_what, server, env, proxy) => {
  expect(proxyOf(new URL(server), undefined, env)?.href).toBe(proxy);
});

it('a cluster\'s own goes before all of that, to loopback as well', () => {
  expect(proxyOf(new URL('https://127.0.0.1'), 'http://own:1', noProxy('*'))?.href).toBe('http://own:1/');
});
