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

/**
 * The configuration file of kwok: JSON documents, which are YAML too. Every container's log is the file `logs`, of lines as
 * a container runtime writes them (`2026-01-01T00:00:00.000000000Z stdout F text`); `kubectl logs -f` follows it. What is
 * run in a container runs on this machine, as whoever runs the tests, in the folder `work`.
 */
export function kwokConfiguration({ logs, work, apiServerPort }: { readonly logs: string; readonly work: string; readonly apiServerPort: number }): string {
  const documents = [
    ...nodeStages(),
    ...podStages(),
    ...volumeStages(),
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterLogs',
      metadata: { name: 'all' },
      spec: { logs: [{ logsFile: logs, follow: true }] },
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
