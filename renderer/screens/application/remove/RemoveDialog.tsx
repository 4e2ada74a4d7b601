import { useId, useState } from 'react';
import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import { keyText, keyWords } from '../../../../shared/model/kube.ts';
import type { RemovalResult } from '../../../../shared/model/operation.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { host } from '../../../client/index.ts';
import { useHome } from '../../../state/home.ts';
import { useAction } from '../../../state/requests.ts';
import styles from './RemoveDialog.module.css';
import { removeTexts as texts } from './texts.ts';

export interface RemoveDialogProps {
  readonly summary: ApplicationSummary;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

type Way = 'cascade' | 'leave' | 'force';

/** Deletes an application, with its resources or leaving them; what deletes anything wants the name typed. */
export function RemoveDialog({ summary, open, onClose, onRemoved }: RemoveDialogProps) {
  const { name, context, counts } = summary;
  const unreachable = useHome(({ state }) => state?.contexts.find((item) => item.name === context)?.connection.state) === 'failed' || summary.error !== undefined;
  const [way, setWay] = useState<Way>('cascade');
  const [typed, setTyped] = useState('');
  const [results, setResults] = useState<readonly RemovalResult[]>([]);
  const remove = useAction(async () => {
    setResults([]);
    const done = await host.call('remove', { name, cascade: way === 'cascade', force: way === 'force' }, { onProgress: (result) => setResults((before) => [...before, result]) });
    if (done.every((result) => result.status !== 'Failed')) onRemoved();
  });
  const live = counts.resources - counts.missing;
  const failed = results.filter((result) => result.status === 'Failed').length;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={texts.title(name)}
      actions={
        <>
          <Button onClick={onClose}>{remove.busy ? texts.close : texts.cancel}</Button>
          <Button variant="danger" busy={remove.busy} disabledReason={typed === name ? undefined : texts.type(name)} onClick={() => void remove.run()}>
            {texts.go(name)}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <fieldset className={styles.ways} disabled={remove.busy}>
          <legend className={styles.legend}>{texts.how}</legend>
          <WayOption way="cascade" chosen={way} onChoose={setWay} label={texts.cascade} words={texts.cascadeWords(live, context)} />
          <WayOption way="leave" chosen={way} onChoose={setWay} label={texts.leave} words={texts.leaveWords(context)} />
          {unreachable && <WayOption way="force" chosen={way} onChoose={setWay} label={texts.force} words={texts.forceWords(context)} />}
        </fieldset>
        <TextField label={texts.name} hint={texts.type(name)} mono value={typed} disabled={remove.busy} onChange={setTyped} />
        {remove.error !== undefined && <ErrorNotice error={remove.error} />}
        {failed > 0 && <ErrorNotice error={{ code: 'operation-failed', message: texts.failed(failed) }} />}
        {results.length > 0 && (
          <ul className={styles.results}>
            {results.map((result) => (
              <li key={keyText(result.key)} data-failed={result.status === 'Failed'}>
                <KindGlyph kind={result.key.kind} />
                <span>{keyWords(result.key)}</span>
                <span className={styles.message}>{result.message}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
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
