import { useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { FieldCheck } from '../../../components/FieldCheck.tsx';
import styles from './settings.module.css';
import { settingsTexts as texts } from './texts.ts';

interface FooterProps {
  readonly file: string;
  readonly changed: boolean;
  /** With what is written here, the cluster would follow by itself. */
  readonly automated: boolean;
  /** Why it cannot be saved. */
  readonly refusal: string | undefined;
  readonly saving: boolean;
  readonly onDiscard: () => void;
  /** True if it was saved. */
  readonly onSave: () => Promise<boolean>;
}

/** Where it is kept, whether there is something to save, and what saving does. */
export function Footer({ file, changed, automated, refusal, saving, onDiscard, onSave }: FooterProps) {
  const [done, setDone] = useState(false);
  const reason = changed ? refusal : texts.unchanged;
  return (
    <footer className={styles.footer}>
      <div className={styles.standing}>
        {changed ? <FieldCheck check={{ kind: 'warning', message: texts.unsaved, hint: automated ? texts.effectsAutomatic : texts.effects }} /> : done && <FieldCheck check={{ kind: 'ok', message: texts.saved }} />}
        {!changed && (
          <p className={styles.file}>
            {texts.file} <code>{file}</code>
            <CopyButton text={file} what={texts.path} />
          </p>
        )}
      </div>
      <div className={styles.actions}>
        {changed && (
          <Button
            disabledReason={saving ? texts.saving : undefined}
            onClick={() => {
              setDone(false);
              onDiscard();
            }}
          >
            {texts.discard}
          </Button>
        )}
        <Button variant="primary" busy={saving} {...(reason === undefined ? {} : { disabledReason: reason })} onClick={() => void onSave().then(setDone)}>
          {texts.save}
        </Button>
      </div>
    </footer>
  );
}
