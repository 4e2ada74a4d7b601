import type { HealthRule } from './types.ts';
import { degraded, healthy, mapAt, progressing, textAt } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_pvc.go. */
export const persistentVolumeClaimHealth: HealthRule = (object) => {
  switch (textAt(mapAt(object, 'status'), 'phase')) {
    case 'Lost':
      return degraded();
    case 'Pending':
      return progressing();
    case 'Bound':
      return healthy();
    default:
      return { status: 'Unknown' };
  }
};
