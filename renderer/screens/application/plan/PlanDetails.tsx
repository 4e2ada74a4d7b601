import type { Ref } from 'react';
import { useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import type { Blocked } from '../../../../shared/model/plan.ts';
import type { DiffController } from '../../../components/diff/index.ts';
import { ResourceDiffView } from '../../../components/diff/index.ts';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { savePageSettings, useHome } from '../../../state/home.ts';
import styles from './Plan.module.css';
import type { PlanRow } from './rows.ts';
import { rowWords } from './rows.ts';
import { planTexts as texts } from './texts.ts';

/** What happens to one object, and why: blocked reasons, whose fields are taken over, the diff. */
export function PlanDetails({ row, diff }: { readonly row: PlanRow; readonly diff: Ref<DiffController> }) {
  const saved = useHome(({ state }) => state?.settings.page.diff) ?? 'split';
  const [whole, setWhole] = useState(false);
  const { item, progress } = row;
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
      </header>
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
    </div>
  );
}

function blockedError({ reason, message }: Blocked): ErrorShape {
  const hint = texts.unblock[reason];
  return { code: 'plan-blocked', message, ...(hint === undefined ? {} : { hint }) };
}
