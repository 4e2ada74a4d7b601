import { useHome, savePageSettings } from '../../../state/home.ts';
import { navigate } from '../../../state/useRoute.ts';
import { SegmentedControl } from '../../../components/SegmentedControl.tsx';
import { applicationTexts } from '../texts.ts';

const texts = applicationTexts.views;
const VIEWS = ['tree', 'network', 'pods', 'list'] as const;

/** How the resources are shown: three ways of the graph tab, which are remembered, and the list, which is the tab of the resources. */
export function ViewSwitch({ application, list = false }: { readonly application: string; readonly list?: boolean }) {
  const graph = useHome(({ state }) => state?.settings.page.graph) ?? 'tree';
  return (
    <SegmentedControl
      label={texts.label}
      segments={VIEWS.map((value) => ({ value, label: texts[value] }))}
      value={list ? 'list' : graph}
      onChange={(value) => {
        if (value !== 'list') void savePageSettings({ graph: value });
        if (list !== (value === 'list')) navigate({ page: 'application', name: application, tab: value === 'list' ? 'resources' : 'graph' });
      }}
    />
  );
}
