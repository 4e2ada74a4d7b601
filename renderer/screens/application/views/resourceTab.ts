import type { ResourceKey } from '../../../../shared/model/kube.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';

/** What every way of showing an application's resources is given. */
export interface ResourceTabProps {
  readonly view: ApplicationView;
  /** The resource whose details are open. */
  readonly resource: ResourceKey | undefined;
  readonly onOpen: (resource: ResourceKey | undefined) => void;
}
