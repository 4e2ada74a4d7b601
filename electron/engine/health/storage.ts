import type { HealthRule } from './types.ts';
import { degraded, healthy, mapAt, progressing, textAt } from './types.ts';

/** Set while a volume is being made (pkg/controller/volume/persistentvolume, AnnStorageProvisioner and its beta name). */
const PROVISIONING = 'volume.beta.kubernetes.io/storage-provisioner';

/** argo-cd gitops-engine/pkg/health/health_pvc.go: a claim that waits for its first pod is as it should be. */
export const persistentVolumeClaimHealth: HealthRule = (object) => {
  switch (textAt(mapAt(object, 'status'), 'phase')) {
    case 'Lost':
      return degraded();
    case 'Pending':
      return object.metadata.annotations?.[PROVISIONING] === undefined ? healthy('Waiting for consumer') : progressing('Provisioning volume');
    case 'Bound':
      return healthy();
    default:
      return { status: 'Unknown' };
  }
};
