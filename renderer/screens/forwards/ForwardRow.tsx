import { ExternalLink, X } from 'lucide-react';
import { ContextChip } from '../../components/ContextChip.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { Tooltip } from '../../components/Tooltip.tsx';
import type { Forward } from '../../state/forwards.ts';
import { stopForward } from '../../state/forwards.ts';
import { useHome } from '../../state/home.ts';
import styles from './Forwards.module.css';
import { forwardTexts as texts } from './texts.ts';

/** One forward: where it is to be reached, what it leads to, how it goes; copy, open, stop. */
export function ForwardRow({ forward: { id, open, port, problem, state, target } }: { readonly forward: Forward }) {
  const known = useHome(({ state: home }) => (state.kind === 'listening' ? home?.contexts.find(({ name }) => name === state.context) : undefined));
  const what = texts.to(target.kind, target.name, port);
  const address = state.kind === 'listening' ? `127.0.0.1:${state.localPort}` : undefined;
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <span className={styles.first}>
          {address === undefined ? state.kind === 'starting' && <Spinner /> : <code>{address}</code>}
          <span>{what}</span>
        </span>
        <span className={styles.second}>
          {state.kind === 'listening' && <ContextChip name={state.context} context={known} />}
          {state.kind === 'failed' ? <span role="alert">{state.error.message}</span> : state.kind === 'starting' ? texts.starting : texts.connections(open)}
        </span>
        {problem !== undefined && <span className={styles.problem}>{problem}</span>}
      </div>
      {address !== undefined && (
        <>
          <CopyButton text={address} what={texts.address} />
          <Tooltip text={texts.open(address)}>
            <a className={styles.link} href={`http://${address}`} target="_blank" rel="noreferrer" aria-label={texts.open(address)}>
              <ExternalLink size={14} />
            </a>
          </Tooltip>
        </>
      )}
      <IconButton label={state.kind === 'failed' ? texts.dismiss(what) : texts.stop(what)} icon={<X size={14} />} onClick={() => stopForward(id)} />
    </div>
  );
}
