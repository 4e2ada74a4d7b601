/**
 * Volumes that are nothing but objects: claims of the default storage class are bound at once, as on kind or minikube,
 * so that StatefulSets with claim templates run. Binding itself is Kubernetes' own; kwok only plays the provisioner.
 */

const PROVISIONER = 'drydock.dev/test-volumes';
const CLASS = 'standard';

/** The default storage class, as it is posted to the API server. */
export function storageClass(): object {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLASS, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: PROVISIONER,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  };
}

const VOLUME = `
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pvc-{{ .metadata.uid }}
  annotations:
    pv.kubernetes.io/provisioned-by: ${PROVISIONER}
spec:
  accessModes:
  {{ YAML .spec.accessModes 2 }}
  capacity:
  {{ YAML .spec.resources.requests 2 }}
  persistentVolumeReclaimPolicy: Delete
  storageClassName: ${CLASS}
  volumeMode: {{ .spec.volumeMode | Quote }}
  claimRef:
    apiVersion: v1
    kind: PersistentVolumeClaim
    name: {{ .metadata.name | Quote }}
    namespace: {{ .metadata.namespace | Quote }}
    uid: {{ .metadata.uid | Quote }}
  hostPath:
    path: /nowhere/pvc-{{ .metadata.uid }}
`;

/** kwok's stages for volumes: a new claim gets one, a released one is deleted. */
export function volumeStages(): object[] {
  return [
    volumeStage('PersistentVolumeClaim', 'volume-provision', '!has(self.spec.volumeName)', { apply: { template: VOLUME } }),
    volumeStage('PersistentVolume', 'volume-delete', "self.status.phase == 'Released'", { delete: true }),
  ];
}

function volumeStage(kind: string, name: string, when: string, step: object): object {
  const ours = `has(self.spec.storageClassName) && self.spec.storageClassName == '${CLASS}'`;
  const conditions = [ours, '!has(self.metadata.deletionTimestamp)', when];
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions: conditions.map((expression) => ({ cel: { expression } })) },
      steps: [step],
    },
  };
}
