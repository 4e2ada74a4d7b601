import { useState } from 'react';
import { keyWords } from '../../../../shared/model/kube.ts';
import type { ResumeOffer } from '../../../../shared/model/operation.ts';
import { plannedWrites } from '../../../../shared/model/plan.ts';
import { stepKey } from '../../../../shared/model/steps.ts';
import { host } from '../../../client/index.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { useHome } from '../../../state/home.ts';
import { useAction, useAsk } from '../../../state/requests.ts';
import styles from './ResumeDialog.module.css';
import { resumeTexts as texts } from './texts.ts';

export interface ResumeDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  /** The plan's page shows how it goes on, and is where a new plan is made. */
  readonly onPlan: () => void;
}

/** What an interrupted sync did and what is left of it, as the cluster is now, before it is gone on with. */
export function ResumeDialog({ name, onClose, onPlan }: ResumeDialogProps) {
  const offer = useAsk('resumePlan', { name }, 0);
  const value = offer.state === 'done' ? offer.value : undefined;
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === value?.rest.context));
  const [typed, setTyped] = useState('');
  const isProtected = context?.protected === true;
  const go = useAction(async ({ operation }: ResumeOffer) => {
    const input = { name, operation: operation.id, confirmCluster: false, detached: true, ...(isProtected ? { confirmContext: typed } : {}) };
    await host.call('resume', input, { onProgress: onPlan });
    onPlan();
  });
  const error = go.error ?? (offer.state === 'failed' ? offer.error : undefined);
  const missing = isProtected && typed !== value?.rest.context ? texts.protected(value?.rest.context ?? '') : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.title(name)}
      {...(value === undefined ? {} : { description: <ContextChip name={value.rest.context} context={context} /> })}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          {value === undefined || error !== undefined ? (
            <Button variant="primary" onClick={onPlan}>
              {texts.again}
            </Button>
          ) : (
            <Button variant="primary" busy={go.busy} disabledReason={missing} onClick={() => void go.run(value)}>
              {texts.go(value.rest.context)}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        {offer.state === 'asking' && <BusyLine text={texts.asking} />}
        {error !== undefined && <ErrorNotice error={error} />}
        {value !== undefined && <Left offer={value} />}
        {isProtected && <TextField label={texts.context} hint={texts.protected(value?.rest.context ?? '')} mono value={typed} onChange={setTyped} />}
      </div>
    </Dialog>
  );
}

function Left({ offer: { operation, rest } }: { readonly offer: ResumeOffer }) {
  const left = plannedWrites(rest);
  const begun = new Set(operation.results.map(stepKey));
  const done = operation.results.filter(({ status }) => status !== 'Running').length;
  return (
    <>
      <p>{texts.done(done, operation.revision.slice(0, 7))}</p>
      <p>{texts.left(left.length)}</p>
      {left.length > 0 && (
        <ul className={styles.rows}>
          {left.map((item) => (
            <li key={stepKey(item)}>
              <KindGlyph kind={item.key.kind} /> {keyWords(item.key)} {item.operation === 'prune' ? texts.goes : ''}
            </li>
          ))}
        </ul>
      )}
      {left.some((item) => begun.has(stepKey(item))) && <p className={styles.hint}>{texts.hooks}</p>}
    </>
  );
}
