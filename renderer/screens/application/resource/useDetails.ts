import { useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { useHome } from '../../../state/home.ts';
import { useFollow } from '../../../state/requests.ts';
import { isGone } from './details.ts';

/** What is known of a resource, and how far it holds. */
export interface KnownDetails {
  readonly details: ResourceDetails | undefined;
  /** It is neither in the cluster nor in Git; `details` are its last ones, or undefined where it never was. */
  readonly gone: boolean;
  /** When the connection to the host was lost, in milliseconds of the clock. */
  readonly lostAt: number | undefined;
  readonly error: ErrorShape | undefined;
}

/** Follows a resource. What was known stays when the connection drops, and when the resource goes. */
export function useDetails(application: string, resource: ResourceKey): KnownDetails {
  const { value, error } = useFollow('followResource', { name: application, key: resource });
  const lostAt = useHome(({ status }) => (status.state === 'lost' ? status.since : undefined));
  const [last, setLast] = useState<ResourceDetails>();
  const gone = value !== undefined && isGone(value);
  if (value !== undefined && !gone && value !== last) setLast(value);
  return { details: gone ? last : value, gone, lostAt, error };
}
