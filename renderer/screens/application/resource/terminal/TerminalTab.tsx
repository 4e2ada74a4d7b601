import { SquareTerminal } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import type { ResourceDetails } from '../../../../../shared/model/details.ts';
import { BusyLine } from '../../../../components/BusyLine.tsx';
import { Button } from '../../../../components/Button.tsx';
import { ContextChip } from '../../../../components/ContextChip.tsx';
import { EmptyState } from '../../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../../components/ErrorNotice.tsx';
import { Kbd } from '../../../../components/Kbd.tsx';
import { TerminalView } from '../../../../components/terminal/index.ts';
import { useHome } from '../../../../state/home.ts';
import { Chooser, choices } from '../Chooser.tsx';
import { podLabel } from '../logs.ts';
import { texts as componentTexts } from '../../../../texts.ts';
import { resourceTexts } from '../texts.ts';
import { OpenTerminal } from './OpenTerminal.tsx';
import type { ShellState, TerminalQuestion } from './session.ts';
import { openShell } from './session.ts';
import styles from './terminal.module.css';

const texts = resourceTexts.terminal;

interface TerminalTabProps {
  readonly application: string;
  readonly pods: ResourceDetails['pods'];
}

/** A shell that was opened; another number for each, so that none is shown as another. */
interface Opened {
  readonly number: number;
  readonly question: TerminalQuestion;
  readonly state: ShellState;
}

/** A shell in a container of one of the object's pods. The context it leads into stands above it. */
export function TerminalTab({ application, pods }: TerminalTabProps) {
  const context = useHome(({ state }) => state?.applications.find(({ name }) => name === application)?.context) ?? '';
  const known = useHome(({ state }) => state?.contexts.find(({ name }) => name === context));
  const [wanted, setWanted] = useState<{ readonly pod?: string; readonly container?: string }>({});
  const [opened, setOpened] = useState<Opened>();
  const [copied, setCopied] = useState(true);
  const button = useRef<HTMLButtonElement>(null);
  const pod = pods.find((each) => podLabel(each, pods) === wanted.pod) ?? pods[0];
  const container = pod?.containers.find((name) => name === wanted.container) ?? pod?.containers[0];
  const isProtected = known?.protected === true;
  const runs = opened !== undefined && (opened.state.kind === 'starting' || opened.state.kind === 'running');

  if (opened === undefined && (pod === undefined || container === undefined)) {
    return (
      <EmptyState icon={<SquareTerminal size={20} />} title={texts.none}>
        {texts.noneWords}
      </EmptyState>
    );
  }
  const open = (confirmContext: string | undefined): void => {
    if (pod === undefined || container === undefined) return;
    setOpened((before) => ({ number: (before?.number ?? 0) + 1, question: { application, namespace: pod.namespace, pod: pod.name, container, confirmContext }, state: { kind: 'starting' } }));
  };
  return (
    <div className={styles.terminal}>
      <div className={styles.bar}>
        <ContextChip name={context} context={known} />
        {runs ? (
          <span className={styles.where}>{texts.where(opened.question)}</span>
        ) : (
          <>
            {pod !== undefined && pods.length > 1 && <Chooser label={texts.pod} value={podLabel(pod, pods)} entries={choices(pods.map((each) => ({ value: podLabel(each, pods), label: podLabel(each, pods) })), podLabel(pod, pods), (name) => setWanted({ pod: name }))} />}
            {pod !== undefined && container !== undefined && pod.containers.length > 1 && <Chooser label={texts.container} value={container} entries={choices(pod.containers.map((each) => ({ value: each, label: each })), container, (name) => setWanted({ ...wanted, container: name }))} />}
          </>
        )}
        <span className={styles.space} />
        {runs && (
          <Button ref={button} onClick={() => setOpened(undefined)}>
            {texts.close}
          </Button>
        )}
      </div>
      {opened !== undefined && <Ended state={opened.state} />}
      {!runs && pod !== undefined && container !== undefined && <OpenTerminal context={context} isProtected={isProtected} isReadOnly={known?.readOnly === true} pod={pod.name} container={container} again={opened !== undefined} onOpen={open} />}
      {opened !== undefined && (
        <div className={styles.screen}>
          <Suspense fallback={<BusyLine text={texts.loading} />}>
            <TerminalView
              key={opened.number}
              label={texts.label(opened.question)}
              ended={!runs}
              onLeave={() => button.current?.focus()}
              onCopied={setCopied}
              connect={(screen) => openShell(opened.question, screen, (state) => setOpened((before) => (before?.number === opened.number ? { ...before, state } : before)))}
            />
          </Suspense>
        </div>
      )}
      {runs && (
        <p className={styles.keys}>
          <span>
            <Kbd keys="ctrl+shift+c" /> {copied ? texts.copies : componentTexts.copyRefused}
          </span>
          <span>
            <Kbd keys="ctrl+shift+v" /> {texts.pastes}
          </span>
          <span>
            <Kbd keys="ctrl+shift+x" /> {texts.leaves}
          </span>
        </p>
      )}
    </div>
  );
}

/** How a shell ended, above what it wrote. */
function Ended({ state }: { readonly state: ShellState }) {
  if (state.kind === 'failed') {
    return (
      <div className={styles.ended}>
        <ErrorNotice error={state.error} />
      </div>
    );
  }
  if (state.kind !== 'ended') return null;
  return (
    <p role="status" className={styles.ended}>
      {texts.ended(state.exitCode)}
    </p>
  );
}
