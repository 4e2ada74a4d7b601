import { SegmentedControl } from '../../components/SegmentedControl.tsx';
import { Switch } from '../../components/Switch.tsx';
import type { FieldsProps } from './fields.ts';
import styles from './NewApplication.module.css';
import { newTexts } from './texts.ts';

const texts = newTexts.policy;

/** Who syncs, and how far: every choice says what it does. */
export function PolicyFields({ form, change }: FieldsProps) {
  return (
    <section className={styles.group} aria-labelledby="new-policy">
      <h2 id="new-policy">{texts.title}</h2>
      <div className={styles.choice}>
        <SegmentedControl
          label={texts.label}
          value={form.automated ? 'automatic' : 'manual'}
          onChange={(value) => change({ automated: value === 'automatic' })}
          segments={[
            { value: 'manual', label: texts.manual },
            { value: 'automatic', label: texts.automatic },
          ]}
        />
        <p className={styles.words}>{form.automated ? texts.automaticWords : texts.manualWords}</p>
      </div>
      {form.automated && (
        <>
          <Switch label={texts.prune} description={texts.pruneWords} checked={form.prune} onChange={(prune) => change({ prune })} />
          <Switch label={texts.selfHeal} description={texts.selfHealWords} checked={form.selfHeal} onChange={(selfHeal) => change({ selfHeal })} />
        </>
      )}
    </section>
  );
}
