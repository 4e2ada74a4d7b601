import { stringify } from 'yaml';

/** How many objects of each of the five kinds make a thousand. */
const EACH = 200;

/**
 * A thousand objects of five kinds as files by name, one kind a file. `changed` counts how many of them carry another
 * value than those of `changed: 0`. Deployments have no replicas: the bench measures configuration, not pods.
 */
export function thousandObjects(changed: number): Record<string, string> {
  const files: Record<string, string> = {};
  let index = 0;
  for (const [kind, make] of Object.entries(KINDS)) {
    const documents: string[] = [];
    for (let number = 0; number < EACH; number++) {
      // Spread over the kinds, so that ten changed are two of each.
      const value = number * 5 < changed ? `changed-${changed}` : 'original';
      documents.push(stringify(make(`bench-${number}`, value, index++)));
    }
    files[`${kind}.yaml`] = documents.join('---\n');
  }
  return files;
}

const KINDS: Readonly<Record<string, (name: string, value: string, index: number) => object>> = {
  configmap: (name, value, index) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value, index: String(index), text: 'line\n'.repeat(20) } }),
  secret: (name, value) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { value, password: 'not a real one' } }),
  serviceaccount: (name, value) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, annotations: { 'example.com/value': value } } }),
  service: (name, value) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, annotations: { 'example.com/value': value } },
    spec: { clusterIP: 'None', selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  }),
  deployment: (name, value) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'nginx:1.27',
              env: [
                { name: 'VALUE', value },
                { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              ],
              ports: [{ containerPort: 8080 }],
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              readinessProbe: { httpGet: { path: '/', port: 8080 } },
            },
          ],
        },
      },
    },
  }),
};
