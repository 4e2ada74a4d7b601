import { useState } from 'react';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { ManifestView } from './ManifestView.tsx';
import { ResourceDiffView } from './ResourceDiffView.tsx';
import type { DiffMode } from './words.ts';

/** An image and a replica count, side by side, with who set them and a field that is kept. */
export function SmallDiff() {
  return <Story diff={SMALL} mode="split" />;
}

/** The same in one column. */
export function UnifiedDiff() {
  return <Story diff={SMALL} mode="unified" />;
}

/** A definition of some 5,000 lines. */
export function LargeDiff() {
  return <Story diff={LARGE} mode="split" />;
}

/** A new object. */
export function CreateDiff() {
  return <Story diff={{ basis: 'desired', changes: [], predicted: deployment('web:1.5', 3) }} mode="split" />;
}

/** An object that goes. */
export function RemovalDiff() {
  return <Story diff={{ basis: 'removal', changes: [], live: deployment('web:1.4', 1) }} mode="split" />;
}

/** A Secret, its values masked. */
export function SecretDiff() {
  return <Story diff={SECRET} mode="unified" />;
}

/** A live object with its managedFields folded. */
export function LiveManifest() {
  return <ManifestView object={MANIFEST} label="live manifest" />;
}

const SMALL: ResourceDiff = {
  basis: 'server',
  live: deployment('web:1.4', 5),
  predicted: deployment('web:1.5', 3),
  changes: [
    { path: '.spec.template.spec.containers[name="web"].image', before: 'web:1.4', after: 'web:1.5', setBy: [{ manager: 'kubectl', operation: 'Update', time: '2026-11-24T06:10:00Z' }] },
    { path: '.spec.replicas', before: 5, after: 3, setBy: [{ manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale' }] },
  ],
  kept: [{ path: '.metadata.labels.team', owners: [{ manager: 'helm', operation: 'Update', time: '2026-11-20T06:10:00Z' }] }],
};
const LARGE: ResourceDiff = { basis: 'merge', live: definition(0), predicted: definition(7), changes: [{ path: '.spec', before: 0, after: 1 }] };
const SECRET: ResourceDiff = {
  basis: 'server',
  live: secret('++++++++ (1)'),
  predicted: secret('++++++++ (2)'),
  changes: [{ path: '.data.password', before: '++++++++ (1)', after: '++++++++ (2)', setBy: [{ manager: 'vault', operation: 'Apply' }] }],
};
const MANIFEST: JsonObject = { ...deployment('web:1.4', 5), metadata: { name: 'web', namespace: 'shop', managedFields: Array.from({ length: 4 }, () => ({ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } })) } };

function Story({ diff, mode: initial }: { readonly diff: ResourceDiff; readonly mode: DiffMode }) {
  const [mode, setMode] = useState(initial);
  return <ResourceDiffView diff={diff} mode={mode} onMode={setMode} />;
}

function deployment(image: string, replicas: number): JsonObject {
  const env = Array.from({ length: 9 }, (_, index) => ({ name: `SETTING_${index}`, value: `value ${index}` }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web', team: 'store' } },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 8080, protocol: 'TCP' }], env }] } } },
  };
}

function secret(password: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'database', namespace: 'shop' }, type: 'Opaque', data: { password, user: '++++++++' } };
}

function definition(change: number): JsonObject {
  const properties = Object.fromEntries(Array.from({ length: 1250 }, (_, index) => [`field${index}`, { type: 'string', maxLength: index % 400 === 9 ? index + change : index, description: `What field ${index} says.` }]));
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' }, spec: { group: 'example.com', versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties } } }] } };
}
