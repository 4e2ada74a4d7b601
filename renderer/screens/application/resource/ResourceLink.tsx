import type { ReactNode } from 'react';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { Link } from '../../../components/Link.tsx';
import { useRoute } from '../../../state/useRoute.ts';

/** A link that opens the drawer of a resource of the application that is shown. */
export function ResourceLink({ to, children }: { readonly to: ResourceKey; readonly children: ReactNode }) {
  const route = useRoute();
  if (route.page !== 'application') return <>{children}</>;
  return <Link to={{ page: 'application', name: route.name, tab: route.tab, resource: to }}>{children}</Link>;
}
