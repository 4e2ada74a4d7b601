import { CircleDashed } from 'lucide-react';
import { useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyText, keyWords } from '../../../../shared/model/kube.ts';
import { Banner } from '../../../components/Banner.tsx';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { Drawer } from '../../../components/Drawer.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import type { ResourceTab } from '../../../state/route.ts';
import { useForwards } from '../../../state/forwards.ts';
import { ForwardButton } from '../../forwards/ForwardButton.tsx';
import { ForwardRow } from '../../forwards/ForwardRow.tsx';
import { portsOf, targetOf } from '../../forwards/ports.ts';
import { forwardTexts } from '../../forwards/texts.ts';
import { ActionsMenu } from './ActionsMenu.tsx';
import { splitCommands } from './details.ts';
import { KubectlButton } from './KubectlButton.tsx';
import { Overview } from './Overview.tsx';
import { ResourceHeading, ResourceStates } from './ResourceHeading.tsx';
import { ResourceTabs } from './ResourceTabs.tsx';
import styles from './resource.module.css';
import { resourceTexts as texts } from './texts.ts';
import type { KnownDetails } from './useDetails.ts';
import { useDetails } from './useDetails.ts';
import { setDrawerWidth, useDrawerWidth } from './width.ts';

export interface ResourceDrawerProps {
  /** The application's name. */
  readonly application: string;
  readonly resource: ResourceKey;
  /** As the address says; the tab that fits best without it. */
  readonly tab: ResourceTab | undefined;
  readonly onClose: () => void;
}

/** Everything about one resource, over the page's right side or in its place. */
export function ResourceDrawer(props: ResourceDrawerProps) {
  const width = useDrawerWidth();
  const [expanded, setExpanded] = useState(false);
  return <Content key={`${props.application} ${keyText(props.resource)}`} {...props} size={{ width, onWidthChange: setDrawerWidth, expanded, onExpandedChange: setExpanded }} />;
}

interface ContentProps extends ResourceDrawerProps {
  readonly size: {
    readonly width: number;
    readonly onWidthChange: (width: number) => void;
    readonly expanded: boolean;
    readonly onExpandedChange: (expanded: boolean) => void;
  };
}

/** Made anew for each resource, so that nothing of one is shown of another. */
function Content({ application, resource, tab, onClose, size }: ContentProps) {
  const known = useDetails(application, resource);
  const { details, gone, error } = known;
  const title = keyWords(resource);
  return (
    <Drawer {...size} title={title} heading={<ResourceHeading resource={resource} />} actions={<Actions application={application} resource={resource} details={details} />} onClose={onClose}>
      <div className={styles.body}>
        <Age known={known} />
        {details !== undefined && <Described application={application} details={details} tab={tab} />}
        {details === undefined && gone && (
          <EmptyState icon={<CircleDashed size={20} />} title={texts.nowhere(title)} actions={<Button onClick={onClose}>{texts.close}</Button>}>
            {texts.nowhereWords}
          </EmptyState>
        )}
        {details === undefined && !gone && error === undefined && (
          <div className={styles.waiting}>
            <BusyLine text={texts.loading(title)} />
          </div>
        )}
      </div>
    </Drawer>
  );
}

function Actions({ application, resource, details }: { readonly application: string; readonly resource: ResourceKey; readonly details: ResourceDetails | undefined }) {
  if (details === undefined) return null;
  const command = splitCommands(details.commands).read?.command;
  const target = targetOf(resource);
  return (
    <>
      {target !== undefined && details.live !== undefined && <ForwardButton application={application} target={target} ports={portsOf(details.live, target.kind)} />}
      {details.live !== undefined && <ActionsMenu application={application} resource={resource} />}
      {command !== undefined && <KubectlButton command={command} />}
    </>
  );
}

function Described({ application, details, tab }: { readonly application: string; readonly details: ResourceDetails; readonly tab: ResourceTab | undefined }) {
  const { group, kind, namespace, name } = details.key;
  const forwards = useForwards().filter(({ application: of, target }) => of === application && group === '' && target.kind === kind && target.namespace === namespace && target.name === name);
  return (
    <>
      <ResourceStates details={details} />
      <Overview details={details} />
      {forwards.length > 0 && (
        <section className={styles.forwards} aria-label={forwardTexts.list}>
          {forwards.map((forward) => (
            <ForwardRow key={forward.id} forward={forward} />
          ))}
        </section>
      )}
      <ResourceTabs application={application} details={details} tab={tab} />
    </>
  );
}

/** Says that what is shown is old, and why. */
function Age({ known: { details, gone, lostAt, error } }: { readonly known: KnownDetails }) {
  if (lostAt !== undefined && details !== undefined) return <Banner tone="warn">{texts.oldSince(new Date(lostAt).toLocaleTimeString())}</Banner>;
  if (error !== undefined) {
    return (
      <div className={styles.waiting}>
        <ErrorNotice error={error} actions={details !== undefined && texts.old} />
      </div>
    );
  }
  return gone && details !== undefined ? <Banner tone="info">{texts.goneOld}</Banner> : null;
}
