import { assertNever } from '../../state/assertNever.ts';
import { useHome } from '../../state/home.ts';
import { NetworkView } from './views/NetworkView.tsx';
import { PodsView } from './views/PodsView.tsx';
import type { ResourceTabProps } from './views/resourceTab.ts';
import { TreeView } from './views/TreeView.tsx';

/** What the application is made of, in the way that was chosen last. */
export function GraphTab(props: ResourceTabProps) {
  const shown = useHome(({ state }) => state?.settings.page.graph) ?? 'tree';
  switch (shown) {
    case 'tree':
      return <TreeView {...props} />;
    case 'network':
      return <NetworkView {...props} />;
    case 'pods':
      return <PodsView {...props} />;
    default:
      return assertNever(shown);
  }
}
