import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** The longest path that a Unix socket can have on every platform (macOS: 104 bytes with the final zero). */
const MAX_SOCKET_PATH = 103;

/**
 * Where the host of a home listens: a socket in the home (in the temporary folder where the home's path is too long for
 * one), a named pipe on Windows.
 */
export function hostAddress(home: string, platform: NodeJS.Platform = process.platform): string {
  const hash = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\drydock-${userInfo().username}-${hash}`;
  const inside = join(home, 'host.sock');
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? inside : join(tmpdir(), `drydock-${hash}.sock`);
}
