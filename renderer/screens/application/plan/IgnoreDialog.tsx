import { useState } from 'react';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { host } from '../../../client/index.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { useAction } from '../../../state/requests.ts';
import { ignoreEdit, ignoreRule, ruleText } from './ignore.ts';
import styles from './Plan.module.css';
import { planTexts } from './texts.ts';

const texts = planTexts.ignore;

export interface IgnoreDialogProps {
  readonly application: string;
  readonly of: ResourceKey;
  /** Paths of the fields that differ; at least one. */
  readonly fields: readonly string[];
  readonly onClose: () => void;
  /** It was written. */
  readonly onDone: () => void;
}

/** A field that is not compared from now on: which one, and what is written into the application for it. */
export function IgnoreDialog({ application, of, fields, onClose, onDone }: IgnoreDialogProps) {
  const [field, setField] = useState(fields.length === 1 ? (fields[0] ?? '') : '');
  const rule = field === '' ? undefined : ignoreRule(of, field);
  const write = useAction(async () => {
    if (rule === undefined) return;
    // The rules as they are now: somebody may have written another one since the plan was made.
    const view = await host.call('view', { name: application, depth: 'known' });
    await host.call('set', { name: application, changes: [ignoreEdit(rule, view.spec.ignoreDifferences)] });
    onDone();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.title}
      description={texts.words}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button variant="primary" busy={write.busy} {...(rule === undefined ? { disabledReason: texts.choose } : {})} onClick={() => void write.run()}>
            {texts.write}
          </Button>
        </>
      }
    >
      <div className={styles.confirm}>
        <SelectField label={texts.field} value={field} onChange={setField} options={fields.map((path) => ({ value: path, label: path }))} />
        {rule !== undefined && (
          <>
            <p>{texts.adds(application)}</p>
            <pre className={styles.rule}>{ruleText(rule)}</pre>
          </>
        )}
        {write.error !== undefined && <ErrorNotice error={write.error} />}
      </div>
    </Dialog>
  );
}
