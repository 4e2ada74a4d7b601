import { Terminal } from 'lucide-react';
import type { ResourceDetails, SuggestedCommand } from '../../../../shared/model/details.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { HealthState } from '../../../components/HealthState.tsx';
import { isSaid } from './containers.ts';
import { ContainerTable } from './ContainerTable.tsx';
import { splitCommands } from './details.ts';
import styles from './resource.module.css';
import { resourceTexts as texts } from './texts.ts';

/** What it is, what it wants, how it is and why, in words; what would help; its containers. */
export function Overview({ details }: { readonly details: ResourceDetails }) {
  const { summary, health, problem, containers, commands } = details;
  const { helpful } = splitCommands(commands);
  // The server's reason is often one of the sentences already.
  const reason = health?.message === undefined || isSaid(health.message, summary) ? undefined : health.message;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <section className={styles.overview} tabIndex={0} aria-label={texts.summary}>
      {problem !== undefined && <ErrorNotice error={problem} />}
      <div className={styles.sentences}>
        {summary.map((sentence, index) => (
          <p key={sentence} className={index === 0 ? styles.lead : undefined}>
            {sentence}
          </p>
        ))}
        {reason !== undefined && health !== undefined && (
          <p className={styles.reason}>
            <HealthState status={health.status} size={14} />
            <span>{reason}</span>
          </p>
        )}
      </div>
      {helpful.map((command) => (
        <HelpfulCommand key={command.command} command={command} />
      ))}
      {containers.length > 0 && <ContainerTable containers={containers} said={reason === undefined ? summary : [...summary, reason]} />}
    </section>
  );
}

function HelpfulCommand({ command: { command, why } }: { readonly command: SuggestedCommand }) {
  return (
    <div className={styles.helpful}>
      <Terminal size={16} aria-hidden="true" />
      <div>
        <p>{why}</p>
        <code>{command}</code>
      </div>
      <CopyButton text={command} what={texts.command} />
    </div>
  );
}
