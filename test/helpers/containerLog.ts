import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoggedContainer } from '../cluster/kwok.ts';
import { useCluster } from '../cluster/use.ts';

/** Writes to the log of all containers of a name on the control plane, as a container runtime does: each line has a time of its own. */
export async function writeLog(container: LoggedContainer, ...texts: readonly string[]): Promise<void> {
  const now = new Date().toISOString().replace('Z', '');
  const lines = texts.map((text, index) => `${now}${String(index).padStart(6, '0')}Z stdout F ${text}\n`);
  await appendFile(join(dirname(useCluster().kubeconfig), `${container}.log`), lines.join(''));
}
