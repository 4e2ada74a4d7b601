import { nodeStages } from './nodes.ts';
import { podStages } from './pods.ts';
import { volumeStages } from './volumes.ts';

/**
 * The configuration file of kwok: JSON documents, which are YAML too. Every container's log is the file `logs`, of lines as
 * a container runtime writes them (`2026-01-01T00:00:00.000000000Z stdout F text`); `kubectl logs -f` follows it.
 */
export function kwokConfiguration(logs: string): string {
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
  ];
  return documents.map((each) => `---\n${JSON.stringify(each, null, 2)}\n`).join('');
}
