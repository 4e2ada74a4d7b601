import { useId, useState } from 'react';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyText, keyWords } from '../../../../shared/model/kube.ts';
import type { RemovalResult } from '../../../../shared/model/operation.ts';
import type { Propagation } from '../../../../shared/model/plan.ts';
import { PROPAGATIONS } from '../../../../shared/model/plan.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { Button } from '../../../components/Button.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { host } from '../../../client/index.ts';
import { useHome } from '../../../state/home.ts';
import { useAction, useAsk } from '../../../state/requests.ts';
import styles from './RemoveDialog.module.css';
import { RemovalResults } from './RemovalResults.tsx';
import type { Way } from './rules.ts';
import { mayForget, needsName } from './rules.ts';
import { removeTexts as texts } from './texts.ts';

export interface RemoveDialogProps {
  readonly summary: ApplicationSummary;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

const PROPAGATION_OPTIONS = PROPAGATIONS.map((value) => ({ value, label: texts.propagations[value] }));

/** Deletes an application, with its resources or leaving them; what deletes anything wants the name typed. */
export function RemoveDialog({ summary, open, onClose, onRemoved }: RemoveDialogProps) {
  return open ? <OpenDialog summary={summary} onClose={onClose} onRemoved={onRemoved} /> : null;
}

/** Made anew each time, so that a name that was typed before arms nothing. */
function OpenDialog({ summary, onClose, onRemoved }: Omit<RemoveDialogProps, 'open'>) {
  const { name, counts } = summary;
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === summary.context));
  const [way, setWay] = useState<Way>(context?.readOnly === true ? 'force' : 'cascade');
  const [propagation, setPropagation] = useState<Propagation>('foreground');
  const [typed, setTyped] = useState('');
  const [results, setResults] = useState<readonly RemovalResult[]>([]);
  const hooks = useAsk('removalHooks', way === 'cascade' && context?.readOnly !== true ? { name } : undefined, 0);
  const shown = hooks.state === 'done' ? hooks.value : undefined;
  const remove = useAction(async () => {
    setResults([]);
    const input = { name, cascade: way === 'cascade', propagation, force: way === 'force', ...(shown?.revision === undefined ? {} : { revision: shown.revision }) };
    const done = await host.call('remove', input, { onProgress: (result) => setResults((before) => withResult(before, result)) });
    if (done.every((result) => result.status !== 'Failed')) onRemoved();
  });
  // Counts of a comparison that failed, or was never made, are zeros that nobody has counted.
  const known = summary.error === undefined && summary.reconciledAt !== undefined;
  const isProtected = context?.protected === true;
  const unknown = hooks.state === 'failed' ? hooks.error : undefined;
  const forgettable = mayForget(context, remove.error ?? unknown);
  const readOnly = context?.readOnly === true;
  const asksName = needsName(way, isProtected);
  const failed = results.filter((result) => result.status === 'Failed').length;
  const hookFailed = results.some((result) => result.status === 'Failed' && result.hook !== undefined);
  const missing = readOnly && way !== 'force' ? texts.readOnly(summary.context) : hooks.state === 'asking' ? texts.asking : unknown !== undefined ? unknown.message : !asksName || typed === name ? undefined : texts.type(name);
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.title(name)}
      description={<ContextChip name={summary.context} context={context} />}
      actions={
        <>
          <Button onClick={onClose}>{remove.busy ? texts.close : texts.cancel}</Button>
          <Button variant="danger" busy={remove.busy} disabledReason={remove.busy ? undefined : missing} onClick={() => void remove.run()}>
            {way === 'force' ? texts.forget(name) : texts.go(name)}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <fieldset className={styles.ways} disabled={remove.busy}>
          <legend className={styles.legend}>{texts.how}</legend>
          <WayOption way="cascade" chosen={way} onChoose={setWay} label={texts.cascade} words={known ? texts.cascadeWords(counts.resources - counts.missing, summary.context) : texts.cascadeUnknown(summary.context)} />
          <WayOption way="leave" chosen={way} onChoose={setWay} label={texts.leave} words={texts.leaveWords(summary.context)} />
          {(forgettable || way === 'force') && <WayOption way="force" chosen={way} onChoose={setWay} label={texts.force} words={texts.forceWords(summary.context)} />}
        </fieldset>
        {readOnly && <p className={styles.words}>{texts.readOnly(summary.context)}</p>}
        {way === 'cascade' && !readOnly && <SelectField label={texts.propagation} value={propagation} disabled={remove.busy} options={PROPAGATION_OPTIONS} onChange={(value) => setPropagation(PROPAGATIONS.find((each) => each === value) ?? 'foreground')} />}
        {hooks.state === 'asking' && <BusyLine text={texts.asking} />}
        {unknown !== undefined && <ErrorNotice error={unknown} />}
        {shown !== undefined && <Hooks words={texts.before} keys={shown.preDelete} />}
        {shown !== undefined && <Hooks words={texts.after} keys={shown.postDelete} />}
        {asksName && !(readOnly && way !== 'force') && <TextField label={texts.name} hint={texts.type(name)} mono value={typed} disabled={remove.busy} onChange={setTyped} />}
        {remove.error !== undefined && <ErrorNotice error={remove.error} />}
        {failed > 0 && !remove.busy && <ErrorNotice error={{ code: 'operation-failed', message: hookFailed ? texts.hookFailed : texts.failed(failed), hint: hookFailed ? texts.hookFailedHint : texts.failedHint }} />}
        {remove.busy && <BusyLine text={texts.busy(results.length)} />}
        <RemovalResults results={results} />
      </div>
    </Dialog>
  );
}

/** A hook is told while it runs, and when it has ended. */
function withResult(before: readonly RemovalResult[], result: RemovalResult): readonly RemovalResult[] {
  return [...before.filter(({ status, key }) => status !== 'Running' || keyText(key) !== keyText(result.key)), result];
}

function Hooks({ words, keys }: { readonly words: string; readonly keys: readonly ResourceKey[] }) {
  if (keys.length === 0) return null;
  return (
    <div>
      <p>{words}</p>
      <ul className={styles.results}>
        {keys.map((key) => (
          <li key={keyText(key)}>
            <KindGlyph kind={key.kind} /> <span className={styles.name}>{keyWords(key)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface WayOptionProps {
  readonly way: Way;
  readonly chosen: Way;
  readonly onChoose: (way: Way) => void;
  readonly label: string;
  readonly words: string;
}

function WayOption({ way, chosen, onChoose, label, words }: WayOptionProps) {
  const id = useId();
  return (
    <div className={styles.way}>
      <input id={id} type="radio" name="way" aria-describedby={`${id}-words`} checked={way === chosen} onChange={() => onChoose(way)} />
      <div>
        <label htmlFor={id}>{label}</label>
        <p id={`${id}-words`} className={styles.words}>
          {words}
        </p>
      </div>
    </div>
  );
}
