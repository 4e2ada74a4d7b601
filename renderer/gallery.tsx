import './styles/index.ts';
import { ChevronDown, Moon, Sun, TriangleAlert } from 'lucide-react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from './components/Button.tsx';
import { ContextChip } from './components/ContextChip.tsx';
import { Drawer } from './components/Drawer.tsx';
import { Tabs } from './components/Tabs.tsx';
import { Controls } from './gallery/Controls.tsx';
import { Forms } from './gallery/Forms.tsx';
import styles from './gallery/gallery.module.css';
import { States } from './gallery/States.tsx';
import { Stories } from './gallery/Stories.tsx';
import { Table } from './gallery/Table.tsx';
import { Frame } from './screens/frame/Frame.tsx';
import { APPLICATION_TABS, NO_FILTERS } from './state/route.ts';
import { applyTheme, storedTheme } from './state/theme.ts';
import { useRoute } from './state/useRoute.ts';

/** Every component in all its states, in the frame. */
function Gallery() {
  const route = useRoute();
  const [theme, setTheme] = useState(storedTheme);
  const [open, setOpen] = useState<string>();
  const [width, setWidth] = useState(480);
  const [expanded, setExpanded] = useState(false);
  const next = theme === 'dark' ? 'light' : 'dark';
  const tab = route.page === 'application' ? route.tab : 'graph';
  return (
    <Frame
      route={route}
      guard={route.page === 'settings' ? { kind: 'protected', words: 'prod-eu is protected: its name must be typed before a sync' } : undefined}
      context={
        <Button variant="quiet" aria-label="Choose a context">
          <ContextChip name="kind-dev" context={{ local: true }} />
          <ChevronDown size={14} />
        </Button>
      }
      breadcrumbs={[{ label: 'Applications', to: { page: 'applications', filters: NO_FILTERS } }, { label: 'gitops-argocd' }]}
      onSearch={() => setOpen('search')}
      problems={
        <>
          <Button variant="quiet" icon={<TriangleAlert size={16} />} aria-label="2 problems">
            2
          </Button>
          <Button
            variant="quiet"
            icon={next === 'dark' ? <Moon size={16} /> : <Sun size={16} />}
            onClick={() => {
              applyTheme(next);
              setTheme(next);
            }}
          >
            {next}
          </Button>
        </>
      }
      drawer={
        open === undefined ? undefined : (
          <Drawer title={open} width={width} onWidthChange={setWidth} expanded={expanded} onExpandedChange={setExpanded} onClose={() => setOpen(undefined)} actions={<Button>Refresh</Button>}>
            <div className={styles.body}>The page beside it stays usable.</div>
          </Drawer>
        )
      }
    >
      <div className={styles.page}>
        <Tabs label="Application" current={tab} tabs={APPLICATION_TABS.map((id) => ({ id, label: id.charAt(0).toUpperCase() + id.slice(1), to: { page: 'application', name: 'shop', tab: id }, ...(id === 'plan' ? { count: 5 } : {}) }))} />
        <Controls />
        <States />
        <Forms />
        <Table onOpen={setOpen} />
        <Stories />
      </div>
    </Frame>
  );
}

applyTheme(storedTheme());
const root = document.getElementById('root');
if (root === null) throw new Error('gallery.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
