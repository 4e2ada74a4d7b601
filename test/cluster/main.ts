import { errorShape } from '../../shared/model/errors.ts';
import { startCluster } from './index.ts';

/**
 * `npm run cluster`: a cluster to try things on by hand, until Ctrl-C. Progress goes to standard error; standard output
 * has only the kubeconfig's path and a line to paste into a shell.
 */
async function main(): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  const starting = startCluster({ log });
  const cluster = await Promise.race([starting, signalled]);
  // Stopped while starting: the components end with this process, and remove their folder.
  if (cluster === undefined) process.exit(130);
  process.stdout.write(`${cluster.kubeconfig}\nexport KUBECONFIG=${cluster.kubeconfig}\n`);
  log(`The context is ${cluster.context}. Press Ctrl-C to end the cluster and remove it.`);
  const alive = setInterval(() => undefined, 60_000);
  await signalled;
  clearInterval(alive);
  await cluster.stop();
  log('The cluster is gone.');
  process.exit(0);
}

try {
  await main();
} catch (error) {
  const { message, hint } = errorShape(error);
  process.stderr.write(`${message}\n${hint === undefined ? '' : `${hint}\n`}`);
  process.exit(1);
}
