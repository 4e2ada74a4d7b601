import { nodeStages } from './nodes.ts';
import { podStages } from './pods.ts';
import { volumeStages } from './volumes.ts';

/** The configuration file of kwok: JSON documents, which are YAML too. `logs` is the file that every container logs. */
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
