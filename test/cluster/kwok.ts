import { join } from 'node:path';
import { FILES, type Layout } from './flags.ts';
import { nodeStages } from './nodes.ts';
import { podStages } from './pods.ts';
import { volumeStages } from './volumes.ts';

/** What answers on which port of every pod. */
export const POD_PORTS = {
  /** Sends back what it is sent. */
  echo: 7,
  /** Nobody listens. */
  refused: 9,
  /** The API server itself, which answers plain HTTP with a sentence and hangs up. */
  server: 443,
} as const;

/** Containers whose logs are files of their own, `<name>.log`: tests that run at once write to different ones. */
export const LOGGED_CONTAINERS = ['logged', 'spoken', 'web', 'proxy'] as const;

export type LoggedContainer = (typeof LOGGED_CONTAINERS)[number];

/**
 * The configuration file of kwok: JSON documents, which are YAML too. Every container's log is the file `container.log` in `folder`, or its own, of lines as
 * a container runtime writes them (`2026-01-01T00:00:00.000000000Z stdout F text`); `kubectl logs -f` follows it. What is
 * run in a container runs on this machine, as whoever runs the tests, in the folder `work` in it.
 */
export function kwokConfiguration({ folder, apiServerPort }: Pick<Layout, 'folder' | 'apiServerPort'>): string {
  const work = join(folder, FILES.work);
  const documents = [
    ...nodeStages(),
    ...podStages(),
    ...volumeStages(),
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterLogs',
      metadata: { name: 'all' },
      spec: { logs: [...LOGGED_CONTAINERS.map((name) => ({ containers: [name], logsFile: join(folder, `${name}.log`), follow: true })), { logsFile: join(folder, FILES.containerLog), follow: true }] },
    },
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterExec',
      metadata: { name: 'all' },
      spec: { execs: [{ local: { workDir: work, envs: [{ name: 'HOME', value: work }, { name: 'HISTFILE', value: '/dev/null' }, { name: 'PATH', value: '/usr/local/bin:/usr/bin:/bin' }] } }] },
    },
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterPortForward',
      metadata: { name: 'all' },
      spec: {
        forwards: [
          { ports: [POD_PORTS.echo], command: ['cat'] },
          { ports: [POD_PORTS.refused], target: { address: '127.0.0.1', port: 1 } },
          { ports: [POD_PORTS.server], target: { address: '127.0.0.1', port: apiServerPort } },
        ],
      },
    },
  ];
  return documents.map((each) => `---\n${JSON.stringify(each, null, 2)}\n`).join('');
}
