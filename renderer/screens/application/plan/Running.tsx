import { useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { host } from '../../../client/index.ts';
import { useAction } from '../../../state/requests.ts';
import styles from './Plan.module.css';
import { planTexts as texts } from './texts.ts';

export interface RunningProps {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly words: (done: number, total: number) => string;
  /** What it waits for now: "Wave 1: waiting for Deployment default/web: ...". */
  readonly waiting: string | undefined;
}

/** How far a sync is, and the button that stops it. */
export function Running({ name, done, total, words, waiting }: RunningProps) {
  const [stopped, setStopped] = useState(false);
  const stop = useAction(async () => {
    await host.call('terminate', { name });
    setStopped(true);
  });
  return (
    <footer className={styles.footer}>
      {stop.error !== undefined && <ErrorNotice error={stop.error} />}
      <div className={styles.line}>
        <progress className={styles.progress} value={done} max={Math.max(total, 1)} aria-label={words(done, total)} />
        <p className={styles.sum} role="status">
          {words(done, total)} {stopped ? texts.stopping : waiting !== undefined && <span className={styles.waitsFor}>{waiting}</span>}
        </p>
        <Button busy={stop.busy || stopped} onClick={() => void stop.run()}>
          {texts.stop}
        </Button>
      </div>
    </footer>
  );
}
