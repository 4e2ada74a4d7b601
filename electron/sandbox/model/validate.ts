import type { Kind } from './kinds.ts';
import type { Cause } from './status.ts';
import { cause } from './status.ts';
import { selectorMatches } from './selector.ts';
import type { Dict, Value } from './values.ts';
import { count, dict, isDict, items, metadataOf, nameOf, same, text } from './values.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN_WORDS = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_WORDS = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE_WORDS = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE_WORDS = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What a server's validation refuses of an object, as far as the sandbox knows its rules; field by field. */
export function validate(kind: Kind, object: Dict, live: Dict | undefined): Cause[] {
  const causes: Cause[] = [];
  validateMeta(kind, object, causes);
  const spec = dict(object['spec']);
  const template = dict(spec, kind.kind === 'CronJob' ? 'jobTemplate' : 'template', ...(kind.kind === 'CronJob' ? ['spec', 'template'] : []));
  switch (kind.definition === undefined ? kind.kind : '') {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
      if (count(spec['replicas']) < 0) causes.push(cause.invalid('spec.replicas', spec['replicas'], 'must be greater than or equal to 0'));
      validateSelector(spec, template, causes);
      validatePodSpec(dict(template['spec']), 'spec.template.spec', causes, ['Always']);
      if (live !== undefined && !same(spec['selector'], dict(live['spec'])['selector'])) causes.push(cause.invalid('spec.selector', spec['selector'], 'field is immutable'));
      if (live !== undefined && kind.kind === 'StatefulSet') validateStatefulSetUpdate(spec, dict(live['spec']), causes);
      break;
    case 'Job':
      validatePodSpec(dict(template['spec']), 'spec.template.spec', causes, ['Never', 'OnFailure']);
      for (const field of live === undefined ? [] : ['completions', 'selector', 'template', 'completionMode']) {
        if (field === 'completions' || !same(spec[field], dict(live?.['spec'])[field])) {
          if (!same(spec[field], dict(live?.['spec'])[field])) causes.push(cause.invalid(`spec.${field}`, spec[field], 'field is immutable'));
        }
      }
      break;
    case 'CronJob':
      if (text(spec['schedule']) === '') causes.push(cause.required('spec.schedule'));
      validatePodSpec(dict(template['spec']), 'spec.jobTemplate.spec.template.spec', causes, ['Never', 'OnFailure']);
      break;
    case 'Pod':
      validatePodSpec(spec, 'spec', causes, ['Always', 'OnFailure', 'Never']);
      if (live !== undefined) validatePodUpdate(spec, dict(live['spec']), causes);
      break;
    case 'Service':
      validateService(spec, live, causes);
      break;
    case 'ConfigMap':
    case 'Secret':
      validateImmutable(kind, object, live, causes);
      validateData(object, causes);
      break;
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      if (text(dict(object['roleRef'])['name']) === '') causes.push(cause.required('roleRef.name'));
      if (live !== undefined && !same(object['roleRef'], live['roleRef'])) causes.push(cause.invalid('roleRef', object['roleRef'], 'cannot change roleRef'));
      break;
    case 'PersistentVolumeClaim':
      if (!Array.isArray(spec['accessModes']) || spec['accessModes'].length === 0) causes.push(cause.required('spec.accessModes', 'at least 1 access mode is required'));
      if (dict(spec, 'resources', 'requests')['storage'] === undefined) causes.push(cause.required('spec.resources[storage]'));
      if (live !== undefined && !same(withoutClaimChanges(spec), withoutClaimChanges(dict(live['spec'])))) causes.push(cause.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'));
      break;
    case 'CustomResourceDefinition':
      if (nameOf(object) !== `${text(dict(spec, 'names')['plural'])}.${text(spec['group'])}`) causes.push(cause.invalid('metadata.name', nameOf(object), 'must be spec.names.plural+"."+spec.group'));
      break;
    default:
  }
  return causes;
}

function validateMeta(kind: Kind, object: Dict, causes: Cause[]): void {
  const name = nameOf(object);
  const path = /^(Cluster)?Role(Binding)?$/.test(kind.kind);
  if (name === '') causes.push(cause.required('metadata.name', 'name or generateName is required'));
  else if (path) {
    if (/[/%]/.test(name) || name === '.' || name === '..') causes.push(cause.invalid('metadata.name', name, "may not contain '/' or '%'"));
  } else if (kind.kind === 'Service' && kind.group === '') {
    if (!SERVICE.test(name) || name.length > 63) causes.push(cause.invalid('metadata.name', name, SERVICE_WORDS));
  } else if (kind.kind === 'Namespace' && kind.group === '') {
    if (!LABEL.test(name) || name.length > 63) causes.push(cause.invalid('metadata.name', name, LABEL_WORDS));
  } else if (!SUBDOMAIN.test(name) || name.length > 253) causes.push(cause.invalid('metadata.name', name, SUBDOMAIN_WORDS));
  const annotations = Object.entries(dict(metadataOf(object)['annotations'])).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text(value)), 0);
  if (annotations > ANNOTATIONS_BYTES) causes.push({ reason: 'FieldValueTooLong', field: 'metadata.annotations', message: `Too long: may not be more than ${ANNOTATIONS_BYTES} bytes` });
  for (const [label, value] of Object.entries(dict(metadataOf(object)['labels']))) {
    if (typeof value === 'string' && (!LABEL_VALUE.test(value) || value.length > 63)) causes.push(cause.invalid('metadata.labels', value, LABEL_VALUE_WORDS));
    if (label === '' || label.split('/').length > 2) causes.push(cause.invalid('metadata.labels', label, 'a qualified name must consist of alphanumeric characters'));
  }
}

function validateSelector(spec: Dict, template: Dict, causes: Cause[]): void {
  const selector = spec['selector'];
  const labels = dict(template, 'metadata', 'labels');
  if (!isDict(selector)) causes.push(cause.required('spec.selector'));
  else if (Object.keys(selector).length === 0) causes.push(cause.invalid('spec.selector', selector, 'empty selector is invalid for deployment'));
  if (!isDict(selector) || !selectorMatches(selector, labels)) causes.push(cause.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
}

function validatePodSpec(spec: Dict, path: string, causes: Cause[], restartPolicies: readonly string[]): void {
  const containers = items(spec['containers']);
  if (containers.length === 0) causes.push(cause.required(`${path}.containers`));
  validateContainers(items(spec['initContainers']), `${path}.initContainers`, spec, causes);
  validateContainers(containers, `${path}.containers`, spec, causes);
  const policy = text(spec['restartPolicy']);
  if (!restartPolicies.includes(policy)) {
    causes.push(policy === '' || restartPolicies.length > 1 && policy === 'Always' ? { reason: 'FieldValueNotSupported', field: `${path}.restartPolicy`, message: `Unsupported value: "${policy}": supported values: ${restartPolicies.toSorted((a, b) => (a < b ? 1 : -1)).map((each) => `"${each}"`).join(', ')}` } : cause.unsupported(`${path}.restartPolicy`, policy, restartPolicies));
  }
}

function validateContainers(containers: readonly Dict[], path: string, spec: Dict, causes: Cause[]): void {
  const names = new Set<string>();
  const volumes = new Set(items(spec['volumes']).map((volume) => text(volume['name'])));
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`;
    const name = text(container['name']);
    if (name === '') causes.push(cause.required(`${at}.name`));
    else if (!LABEL.test(name)) causes.push(cause.invalid(`${at}.name`, name, LABEL_WORDS));
    if (text(container['image']) === '') causes.push(cause.required(`${at}.image`));
    const pull = container['imagePullPolicy'];
    if (pull !== undefined && !['Always', 'IfNotPresent', 'Never'].includes(text(pull))) causes.push(cause.unsupported(`${at}.imagePullPolicy`, pull, ['Always', 'IfNotPresent', 'Never']));
    if (names.has(name)) causes.push(cause.duplicate(`${at}.name`, name));
    names.add(name);
    for (const [position, port] of items(container['ports']).entries()) {
      const number = count(port['containerPort']);
      if (number < 1 || number > 65535) causes.push(port['containerPort'] === undefined || number === 0 ? cause.required(`${at}.ports[${position}].containerPort`) : cause.invalid(`${at}.ports[${position}].containerPort`, number, 'must be between 1 and 65535, inclusive'));
    }
    for (const [position, mount] of items(container['volumeMounts']).entries()) {
      if (!volumes.has(text(mount['name']))) causes.push(cause.notFound(`${at}.volumeMounts[${position}].name`, mount['name']));
    }
  }
}

function validateService(spec: Dict, live: Dict | undefined, causes: Cause[]): void {
  const ports = items(spec['ports']);
  if (ports.length === 0 && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None') causes.push(cause.required('spec.ports'));
  for (const [index, port] of ports.entries()) {
    const number = count(port['port']);
    if (number < 1 || number > 65535) causes.push(cause.invalid(`spec.ports[${index}].port`, number, 'must be between 1 and 65535, inclusive'));
    if (ports.length > 1 && text(port['name']) === '') causes.push(cause.required(`spec.ports[${index}].name`));
  }
  if (!['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'].includes(text(spec['type']))) causes.push(cause.unsupported('spec.type', spec['type'], ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']));
  const old = dict(live?.['spec']);
  if (live !== undefined && old['type'] !== 'ExternalName' && spec['type'] !== 'ExternalName' && spec['clusterIP'] !== old['clusterIP']) {
    causes.push(cause.invalid('spec.clusterIPs[0]', [spec['clusterIP']], 'may not change once set'));
  }
}

const DATA_BYTES = 1024 * 1024;
const ANNOTATIONS_BYTES = 256 * 1024;

/** core/v1 MaxSecretSize, for ConfigMaps too. */
function validateData(object: Dict, causes: Cause[]): void {
  const size = (values: Value, encoding: 'utf8' | 'base64') => Object.values(dict(values)).reduce<number>((sum, value) => sum + Buffer.byteLength(text(value), encoding), 0);
  const plain = object['kind'] === 'Secret' ? 0 : size(object['data'], 'utf8');
  const encoded = size(object['kind'] === 'Secret' ? object['data'] : object['binaryData'], 'base64');
  if (plain + encoded > DATA_BYTES) causes.push({ reason: 'FieldValueTooLong', field: object['kind'] === 'Secret' ? 'data' : '[]', message: `Too long: may not be more than ${DATA_BYTES} bytes` });
}

function validateImmutable(kind: Kind, object: Dict, live: Dict | undefined, causes: Cause[]): void {
  if (kind.kind === 'Secret' && live !== undefined && object['type'] !== live['type']) causes.push(cause.invalid('type', object['type'], 'field is immutable'));
  if (live?.['immutable'] !== true) return;
  if (object['immutable'] !== true) causes.push(cause.forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const field of ['data', 'binaryData']) if (!same(object[field], live[field])) causes.push(cause.forbidden(field, 'field is immutable when `immutable` is set'));
}

const STATEFULSET_CHANGES = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'];

function validateStatefulSetUpdate(spec: Dict, old: Dict, causes: Cause[]): void {
  const rest = (whole: Dict): Value => Object.fromEntries(Object.entries(whole).filter(([name]) => !STATEFULSET_CHANGES.includes(name) && name !== 'selector'));
  if (!same(rest(spec), rest(old))) {
    causes.push(cause.forbidden('spec', "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
  }
}

function validatePodUpdate(spec: Dict, old: Dict, causes: Cause[]): void {
  const rest = (whole: Dict): Value => ({
    ...whole,
    activeDeadlineSeconds: undefined,
    tolerations: undefined,
    terminationGracePeriodSeconds: undefined,
    nodeName: undefined,
    schedulingGates: undefined,
    containers: items(whole['containers']).map((each) => ({ ...each, image: undefined })),
    initContainers: items(whole['initContainers']).map((each) => ({ ...each, image: undefined })),
  });
  if (!same(rest(spec), rest(old))) {
    causes.push(cause.forbidden('spec', 'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'));
  }
}

function withoutClaimChanges(spec: Dict): Value {
  return { ...spec, resources: undefined, volumeAttributesClassName: undefined, volumeName: undefined };
}
