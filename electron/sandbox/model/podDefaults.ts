import type { Dict } from './values.ts';
import { ensure, fill, isDict, items, text } from './values.ts';

/** The defaults of a pod's spec, in a pod or a template (k8s.io/kubernetes pkg/apis/core/v1/defaults.go). Changes the spec. */
export function defaultPodSpec(spec: Dict): void {
  fill(spec, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', terminationGracePeriodSeconds: 30, securityContext: {}, schedulerName: 'default-scheduler' });
  if (text(spec['serviceAccountName']) !== '') spec['serviceAccount'] = spec['serviceAccountName'];
  else if (text(spec['serviceAccount']) !== '') spec['serviceAccountName'] = spec['serviceAccount'];
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) for (const container of items(spec[list])) defaultContainer(container, spec['hostNetwork'] === true);
  for (const volume of items(spec['volumes'])) defaultVolume(volume);
}

function defaultContainer(container: Dict, hostNetwork: boolean): void {
  fill(container, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {} });
  const image = text(container['image']);
  if (image !== '') fill(container, { imagePullPolicy: tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent' });
  for (const port of items(container['ports'])) {
    fill(port, { protocol: 'TCP' });
    if (hostNetwork) fill(port, { hostPort: port['containerPort'] });
  }
  for (const variable of items(container['env'])) {
    const from = variable['valueFrom'];
    if (isDict(from) && isDict(from['fieldRef'])) fill(from['fieldRef'], { apiVersion: 'v1' });
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (!isDict(probe)) continue;
    for (const [field, value] of [['timeoutSeconds', 1], ['periodSeconds', 10], ['successThreshold', 1], ['failureThreshold', 3]] as const) if (probe[field] === undefined || probe[field] === 0) probe[field] = value;
    if (isDict(probe['httpGet'])) fill(probe['httpGet'], { path: '/', scheme: 'HTTP' });
    if (isDict(probe['grpc'])) fill(probe['grpc'], { service: '' });
  }
  const lifecycle = container['lifecycle'];
  if (isDict(lifecycle)) {
    for (const name of ['postStart', 'preStop']) {
      const hook = lifecycle[name];
      if (isDict(hook) && isDict(hook['httpGet'])) fill(hook['httpGet'], { path: '/', scheme: 'HTTP' });
    }
  }
}

/** `latest` where an image names neither a tag nor a digest. */
function tagOf(image: string): string {
  if (image.includes('@')) return '';
  const last = image.slice(image.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return colon < 0 ? 'latest' : last.slice(colon + 1);
}

const DEFAULT_MODE = 420;

function defaultVolume(volume: Dict): void {
  if (Object.keys(volume).length <= 1) volume['emptyDir'] = {};
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) if (isDict(volume[name])) fill(volume[name], { defaultMode: DEFAULT_MODE });
  if (isDict(volume['hostPath'])) fill(volume['hostPath'], { type: '' });
  if (isDict(volume['downwardAPI'])) defaultFieldReferences(volume['downwardAPI']);
  if (isDict(volume['projected'])) {
    for (const source of items(volume['projected']['sources'])) {
      if (isDict(source['serviceAccountToken'])) fill(source['serviceAccountToken'], { expirationSeconds: 3600 });
      if (isDict(source['downwardAPI'])) defaultFieldReferences(source['downwardAPI']);
    }
  }
  if (isDict(volume['ephemeral'])) fill(ensure(volume['ephemeral'], 'volumeClaimTemplate', 'spec'), { volumeMode: 'Filesystem' });
}

function defaultFieldReferences(holder: Dict): void {
  for (const item of items(holder['items'])) if (isDict(item['fieldRef'])) fill(item['fieldRef'], { apiVersion: 'v1' });
}
