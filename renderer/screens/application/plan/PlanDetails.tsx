import { EyeOff } from 'lucide-react';
import type { Ref } from 'react';
import { useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import type { Blocked } from '../../../../shared/model/plan.ts';
import { Button } from '../../../components/Button.tsx';
import type { DiffController } from '../../../components/diff/index.ts';
import { ResourceDiffView } from '../../../components/diff/index.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { savePageSettings, useHome } from '../../../state/home.ts';
import { ignorableFields } from './ignore.ts';
import { IgnoreDialog } from './IgnoreDialog.tsx';
import styles from './Plan.module.css';
import type { PlanRow } from './rows.ts';
import { rowWords } from './rows.ts';
import { planTexts as texts } from './texts.ts';

export interface PlanDetailsProps {
  readonly row: PlanRow;
  readonly diff: Ref<DiffController>;
  readonly application: string;
  /** Makes the plan anew; absent for one that is on record, of which nothing can be ignored any more. */
  readonly onAgain?: (() => void) | undefined;
}

/** What happens to one object, and why: blocked reasons, whose fields are taken over, the diff. */
export function PlanDetails({ row, diff, application, onAgain }: PlanDetailsProps) {
  const saved = useHome(({ state }) => state?.settings.page.diff) ?? 'split';
  const [whole, setWhole] = useState(false);
  const [ignoring, setIgnoring] = useState(false);
  const { item, progress } = row;
  const fields = onAgain === undefined || item.operation !== 'update' ? [] : ignorableFields(item.diff);
  return (
    <div className={styles.details}>
      <header className={styles.detailsHeader}>
        <KindGlyph kind={item.key.kind} size={28} />
        <div className={styles.detailsTitle}>
          <h3 title={keyWords(item.key)}>{keyWords(item.key)}</h3>
          <p>
            {item.origin !== undefined && (
              <>
                <code>
                  {item.origin.file}:{item.origin.line}
                </code>
                {', '}
              </>
            )}
            {item.operation === 'unchanged' ? texts.unchanged : item.blocked !== undefined ? texts.blocked : rowWords(item)}
          </p>
        </div>
        {fields.length > 0 && (
          <Button variant="quiet" icon={<EyeOff size={14} />} onClick={() => setIgnoring(true)}>
            {texts.ignore.open}
          </Button>
        )}
      </header>
      {item.operation === 'unchanged' && item.notes.map((note) => <p key={note} className={styles.note}>{note}</p>)}
      {item.blocked !== undefined && (
        <div className={styles.why}>
          <ErrorNotice error={blockedError(item.blocked)} />
        </div>
      )}
      {progress?.state === 'failed' && (
        <div className={styles.why}>
          <ErrorNotice error={{ code: 'operation-failed', message: progress.message }} />
        </div>
      )}
      {(item.takesOver ?? []).map((other) => (
        <p key={`${other.manager} ${other.operation}`} className={styles.note}>
          {texts.takesOver(other.paths.join(', '), other.manager)}
        </p>
      ))}
      {item.operation !== 'unchanged' && (
        <div className={styles.diff}>
          <ResourceDiffView
            ref={diff}
            diff={item.diff}
            mode={whole ? 'whole' : saved}
            onMode={(mode) => {
              setWhole(mode === 'whole');
              if (mode !== 'whole') void savePageSettings({ diff: mode });
            }}
          />
        </div>
      )}
      {ignoring && (
        <IgnoreDialog
          application={application}
          of={item.key}
          fields={fields}
          onClose={() => setIgnoring(false)}
          onDone={() => {
            setIgnoring(false);
            onAgain?.();
          }}
        />
      )}
    </div>
  );
}

function blockedError({ reason, message }: Blocked): ErrorShape {
  const hint = texts.unblock[reason];
  return { code: 'plan-blocked', message, ...(hint === undefined ? {} : { hint }) };
}
