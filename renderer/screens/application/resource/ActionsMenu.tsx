import { ChevronDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ResourceAction } from '../../../../shared/model/actions.ts';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { errorShape } from '../../../../shared/model/errors.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import { host } from '../../../client/index.ts';
import { Button } from '../../../components/Button.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Menu } from '../../../components/Menu.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { useHome } from '../../../state/home.ts';
import { useAction } from '../../../state/requests.ts';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

const texts = resourceTexts.actions;

export interface ActionsMenuProps {
  readonly application: string;
  readonly resource: ResourceKey;
}

/** What Argo CD's scripts can do with the object; nothing where there are none for its kind. */
export function ActionsMenu(props: ActionsMenuProps) {
  // Made anew after each action: something else can be done then.
  const [round, setRound] = useState(0);
  return <Offered key={round} {...props} onDone={() => setRound(round + 1)} />;
}

function Offered({ application, resource, onDone }: ActionsMenuProps & { readonly onDone: () => void }) {
  const [chosen, setChosen] = useState<ResourceAction>();
  const { actions, error } = useOffered(application, resource);
  if (actions.length === 0 && error === undefined) return null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button variant="quiet" icon={<ChevronDown size={14} />}>
            {texts.title}
          </Button>
        }
        entries={error !== undefined ? [{ kind: 'item', label: texts.unknown, disabledReason: error.message, onSelect: nothing }] : actions.map((action) => ({ kind: 'item', label: action.displayName ?? action.name, ...(action.disabled ? { disabledReason: texts.disabled } : {}), onSelect: () => setChosen(action) }))}
      />
      {chosen !== undefined && <RunAction application={application} resource={resource} action={chosen} onClose={() => setChosen(undefined)} onDone={onDone} />}
    </>
  );
}

/** What is offered, as it was when the details were opened or the last action was done; the host looks again before it does one. */
function useOffered(application: string, key: ResourceKey): { readonly actions: readonly ResourceAction[]; readonly error: ErrorShape | undefined } {
  const [offered, setOffered] = useState<{ readonly actions: readonly ResourceAction[]; readonly error: ErrorShape | undefined }>({ actions: [], error: undefined });
  const question = JSON.stringify({ name: application, key });
  useEffect(() => {
    const stop = new AbortController();
    host.call('actions', JSON.parse(question), { signal: stop.signal }).then(
      (actions) => setOffered({ actions, error: undefined }),
      (reason: unknown) => {
        if (!stop.signal.aborted) setOffered({ actions: [], error: errorShape(reason) });
      },
    );
    return () => stop.abort();
  }, [question]);
  return offered;
}

interface RunActionProps {
  readonly application: string;
  readonly resource: ResourceKey;
  readonly action: ResourceAction;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The question before it is done: what, with which object, in which context, whose name is typed where it is protected. */
function RunAction({ application, resource, action, onClose, onDone }: RunActionProps) {
  const [typed, setTyped] = useState('');
  const context = useHome(({ state }) => state?.applications.find(({ name }) => name === application)?.context) ?? '';
  const known = useHome(({ state }) => state?.contexts.find(({ name }) => name === context));
  const isProtected = known?.protected === true;
  const missing = known?.readOnly === true ? texts.readOnly(context) : isProtected && typed !== context ? texts.protectedName(context) : undefined;
  const label = action.displayName ?? action.name;
  const run = useAction(async () => {
    await host.call('runAction', { name: application, key: resource, action: action.name, ...(isProtected ? { confirmContext: typed } : {}) });
    onDone();
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.question(label, keyWords(resource))}
      description={<ContextChip name={context} context={known} />}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button variant="primary" busy={run.busy} {...(missing === undefined ? {} : { disabledReason: missing })} onClick={() => void run.run()}>
            {label}
          </Button>
        </>
      }
    >
      <div className={styles.question}>
        <p>{texts.words}</p>
        {isProtected && <TextField label={texts.name} hint={texts.protectedName(context)} mono value={typed} onChange={setTyped} />}
        {run.error !== undefined && <ErrorNotice error={run.error} />}
      </div>
    </Dialog>
  );
}

function nothing(): void {
  // It only says why.
}
