import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder of all state: `--home`, `DRYDOCK_HOME`, else where the platform keeps application data (XDG base
 * directories; Application Support; AppData).
 */
export function homeFolder(option: string | undefined, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = option ?? env['DRYDOCK_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const user = env['HOME'] ?? homedir();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'Drydock');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(user, 'AppData', 'Roaming'), 'Drydock');
  return join(env['XDG_DATA_HOME'] ?? join(user, '.local', 'share'), 'drydock');
}
