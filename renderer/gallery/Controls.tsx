import { Columns2, Ellipsis, GitBranch, Play, RefreshCw, Rows2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Checkbox } from '../components/Checkbox.tsx';
import { Chip } from '../components/Chip.tsx';
import { ContextChip } from '../components/ContextChip.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Count } from '../components/Count.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { FilterInput } from '../components/FilterInput.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Kbd } from '../components/Kbd.tsx';
import { KindGlyph } from '../components/KindGlyph.tsx';
import { Menu } from '../components/Menu.tsx';
import { SegmentedControl } from '../components/SegmentedControl.tsx';
import { Switch } from '../components/Switch.tsx';
import { Section } from './Section.tsx';

const KINDS = ['Deployment', 'ReplicaSet', 'Pod', 'StatefulSet', 'Job', 'Service', 'Ingress', 'ConfigMap', 'Secret', 'PersistentVolumeClaim', 'ServiceAccount', 'Role', 'Namespace', 'CustomResourceDefinition', 'Certificate', 'ServiceMonitor'];
const CONTEXTS = ['kind-dev', 'minikube', 'staging-eu', 'team-a', 'arn:aws:eks:eu-west-1:123456789012:cluster/payments'];
const nothing = (): void => undefined;

/** Buttons, menus, chips and switches in their states. */
export function Controls() {
  const [view, setView] = useState<'split' | 'unified'>('split');
  const [on, setOn] = useState(true);
  const [filter, setFilter] = useState('web');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Section title="Buttons">
        <Button variant="primary" icon={<Play size={16} />}>
          Plan and sync
        </Button>
        <Button icon={<RefreshCw size={16} />}>Refresh</Button>
        <Button variant="quiet">Cancel</Button>
        <Button variant="danger" icon={<Trash2 size={16} />} onClick={() => setAsking(true)}>
          Delete shop
        </Button>
        <Button busy>Refresh</Button>
        <Button variant="primary" disabledReason="The plan has nothing to change">
          Apply 0 to kind-dev
        </Button>
        <IconButton label="Refresh" keys="r" icon={<RefreshCw size={16} />} />
        <IconButton label="Follow" pressed icon={<GitBranch size={16} />} />
        <CopyButton text="3f2c1aa" what="revision" />
        <Menu
          trigger={<IconButton label="More" icon={<Ellipsis size={16} />} />}
          entries={[
            { kind: 'heading', label: 'Refresh' },
            { kind: 'item', label: 'Hard refresh', keys: 'shift+r', onSelect: nothing },
            { kind: 'checkbox', label: 'Show Pods', checked: on, onChange: setOn },
            { kind: 'item', label: 'Roll back', disabledReason: 'There is no earlier sync', onSelect: nothing },
            { kind: 'separator', id: 'end' },
            { kind: 'item', label: 'Delete application', icon: <Trash2 size={16} />, danger: true, onSelect: () => setAsking(true) },
          ]}
        />
      </Section>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Delete shop"
        description="14 resources in kind-dev belong to it."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep shop</Button>
            <Button variant="danger">Delete shop and 14 resources</Button>
          </>
        }
      >
        <Checkbox label="Leave its resources in the cluster" checked={false} onChange={nothing} />
      </Dialog>
      <Section title="Chips, counts, contexts">
        <Chip label="all" count={12} onClick={nothing} pressed />
        <Chip label="out of sync" count={3} onClick={nothing} />
        <Chip label="Deployment" onRemove={nothing} />
        <Chip label="hook" />
        <Chip label="auto-sync" tone="accent" />
        <Chip label="restarts 3 pods" tone="warn" />
        <Chip label="deletes data" tone="bad" />
        <Chip label="created" tone="ok" />
        <Chip label="wave 2" tone="busy" />
        <Count value={7} />
        <Count value={1204} tone="warn" />
        <Count value={2} tone="bad" />
      </Section>
      <Section title="Contexts">
        {CONTEXTS.map((name) => (
          <ContextChip key={name} name={name} context={{ local: name === 'kind-dev' || name === 'minikube' }} />
        ))}
        <ContextChip name="prod-eu" context={{ protected: true }} />
        <ContextChip name="audit" context={{ readOnly: true, colour: 4 }} />
        <ContextChip name="old-lab" context={{ insecure: 'not-verified' }} />
      </Section>
      <Section title="Kinds">
        {KINDS.map((kind) => (
          <KindGlyph key={kind} kind={kind} />
        ))}
        <KindGlyph kind="Deployment" size={28} />
        <KindGlyph kind="Certificate" size={28} />
      </Section>
      <Section title="Choices">
        <SegmentedControl
          label="Layout of the difference"
          value={view}
          onChange={setView}
          segments={[
            { value: 'split', label: 'Side by side', icon: <Columns2 size={14} /> },
            { value: 'unified', label: 'Unified', icon: <Rows2 size={14} /> },
          ]}
        />
        <FilterInput label="Filter resources" value={filter} onChange={setFilter} found={{ shown: 4, all: 1240 }} />
        <FilterInput label="Filter applications" value="" onChange={nothing} />
        <Checkbox label="Prune" checked={on} onChange={setOn} />
        <Checkbox label="Some" checked="indeterminate" onChange={nothing} />
        <Checkbox label="Not now" checked={false} disabled onChange={nothing} />
        <Kbd keys="mod+k" />
      </Section>
      <Section title="Switches" column>
        <Switch label="Auto-sync" description="Syncs when Git changes, within 3 min of a commit." checked={on} onChange={setOn} />
        <Switch label="Self-heal" description="Puts back what is changed in the cluster by others." checked={false} onChange={nothing} />
        <Switch label="Prune" description="Needs auto-sync." checked={false} disabled onChange={nothing} />
      </Section>
    </>
  );
}
