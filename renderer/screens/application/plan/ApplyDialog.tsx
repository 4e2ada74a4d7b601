import { useState } from 'react';
import { keyWords } from '../../../../shared/model/kube.ts';
import { stepKey } from '../../../../shared/model/steps.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import { Button } from '../../../components/Button.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { ContextChip } from '../../../components/ContextChip.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { useHome } from '../../../state/home.ts';
import { texts as pageTexts } from '../../../texts.ts';
import styles from './Plan.module.css';
import { dangers, planWords } from './rows.ts';
import { planTexts } from './texts.ts';

const texts = planTexts.confirm;

export interface ApplyDialogProps {
  readonly plan: Plan;
  readonly isProtected: boolean;
  readonly label: string;
  readonly onClose: () => void;
  /** `confirmContext` is what was typed for a protected context. */
  readonly onConfirm: (confirmContext: string | undefined) => void;
}

/** The confirmation that the danger deserves: what is deleted, to be acknowledged; a protected context's name, to be typed. */
export function ApplyDialog({ plan, isProtected, label, onClose, onConfirm }: ApplyDialogProps) {
  const [acknowledged, setAcknowledged] = useState(false);
  const [typed, setTyped] = useState('');
  const context = useHome(({ state }) => state?.contexts.find((item) => item.name === plan.context));
  const goes = dangers(plan);
  const missing = goes.length > 0 && !acknowledged ? texts.acknowledge : isProtected && typed !== plan.context ? texts.protected(plan.context) : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.title(plan.context)}
      description={<ContextChip name={plan.context} context={context} />}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button variant={goes.length > 0 ? 'danger' : 'primary'} disabledReason={missing} onClick={() => onConfirm(isProtected ? typed : undefined)}>
            {label}
          </Button>
        </>
      }
    >
      <div className={styles.confirm}>
        <p>{planWords(plan)}.</p>
        {context?.insecure !== undefined && <strong className={styles.insecure}>{pageTexts.context.insecure[context.insecure]}.</strong>}
        {goes.length > 0 && (
          <>
            <p>{texts.deletes(goes.length)}</p>
            <ul className={styles.goes}>
              {goes.map((item) => (
                <li key={stepKey(item)}>
                  <KindGlyph kind={item.key.kind} /> {keyWords(item.key)} {item.operation === 'replace' ? '(and made anew)' : ''}
                </li>
              ))}
            </ul>
            <Checkbox label={texts.acknowledge} checked={acknowledged} onChange={setAcknowledged} />
          </>
        )}
        {isProtected && <TextField label={texts.name} hint={texts.protected(plan.context)} mono value={typed} onChange={setTyped} />}
      </div>
    </Dialog>
  );
}
