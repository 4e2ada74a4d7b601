import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { homeFolder } from './home.ts';

it.each<[string, string | undefined, NodeJS.ProcessEnv, NodeJS.Platform, string]>([
  ['--home', '/x', { DRYDOCK_HOME: '/y', HOME: '/h' }, 'linux', '/x'],
  ['--home, relative', 'x', {}, 'linux', resolve('x')],
  ['DRYDOCK_HOME', undefined, { DRYDOCK_HOME: '/y', XDG_DATA_HOME: '/d' }, 'darwin', '/y'],
  ['an empty DRYDOCK_HOME is none', undefined, { DRYDOCK_HOME: '', HOME: '/h' }, 'linux', '/h/.local/share/drydock'],
  ['Linux', undefined, { HOME: '/h' }, 'linux', '/h/.local/share/drydock'],
  ['Linux with XDG_DATA_HOME', undefined, { HOME: '/h', XDG_DATA_HOME: '/d' }, 'linux', '/d/drydock'],
  ['macOS', undefined, { HOME: '/h', XDG_DATA_HOME: '/d' }, 'darwin', '/h/Library/Application Support/Drydock'],
  ['Windows', undefined, { HOME: '/h', APPDATA: '/roaming' }, 'win32', '/roaming/Drydock'],
  ['Windows without APPDATA', undefined, { HOME: '/h' }, 'win32', '/h/AppData/Roaming/Drydock'],
])('%s', (_what, option, env, platform, folder) => {
  expect(homeFolder(option, env, platform)).toBe(folder);
});
