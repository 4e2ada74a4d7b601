import { useState } from 'react';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import { Button } from '../../components/Button.tsx';
import { ContextChip } from '../../components/ContextChip.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { host } from '../../client/index.ts';
import { useHome } from '../../state/home.ts';
import { useAction } from '../../state/requests.ts';
import styles from './Application.module.css';
import { applicationTexts } from './texts.ts';

const texts = applicationTexts.destination;

/** For an application whose file names no context that there is: choose one. Nothing is contacted before. */
export function ChooseContext({ application }: { readonly application: string }) {
  const contexts = useHome(({ state }) => state?.contexts) ?? [];
  const [context, setContext] = useState('');
  const bind = useAction(() => host.call('bind', { name: application, context }));
  return (
    <div className={styles.choose}>
      <SelectField
        label={texts.context}
        hint={texts.hint}
        value={context}
        onChange={setContext}
        options={contexts.map((item) => ({ value: item.name, label: item.name, icon: <ContextChip name={item.name} context={item} /> }))}
      />
      <Button variant="primary" busy={bind.busy} disabledReason={context === '' ? texts.none : undefined} onClick={() => void bind.run()}>
        {texts.choose}
      </Button>
      {bind.error !== undefined && <ErrorNotice error={bind.error} />}
    </div>
  );
}

/** Of an application whose context does not stand in its file: who says so, and how to take a choice back. */
export function SettledBy({ application, settled }: { readonly application: string; readonly settled: Exclude<SettledDestination, { by: 'nobody' }> }) {
  const of = settled.by === 'choice' ? settled.of : undefined;
  const words = of !== undefined ? texts.settledOf(of) : texts.settled[settled.by === 'choice' ? 'choice' : 'server'](settled.said);
  const unbind = useAction(() => host.call('bind', { name: application, context: null }));
  return (
    <>
      <span className={styles.settled} title={`${settled.said}: ${words}`}>
        {words}
      </span>
      {settled.by === 'choice' && of === undefined && (
        <Button variant="quiet" busy={unbind.busy} onClick={() => void unbind.run()}>
          {texts.clear}
        </Button>
      )}
      {unbind.error !== undefined && <ErrorNotice error={unbind.error} />}
    </>
  );
}
