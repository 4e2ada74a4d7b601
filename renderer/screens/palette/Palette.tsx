import { Command } from 'cmdk';
import { useState } from 'react';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { host } from '../../client/index.ts';
import { savePageSettings, useHome } from '../../state/home.ts';
import { navigate, useRoute } from '../../state/useRoute.ts';
import type { CommandAction, PaletteCommand } from './commands.ts';
import { paletteCommands } from './commands.ts';
import styles from './Palette.module.css';
import { paletteTexts as texts } from './texts.ts';

export interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

const GROUPS: readonly PaletteCommand['group'][] = ['Do', 'Applications', 'Contexts', 'Places'];

/** Ctrl/Cmd-K: everything that can be searched or done, by a few letters. */
export function Palette({ open, onClose, onHelp }: PaletteProps) {
  const state = useHome((home) => home.state);
  const route = useRoute();
  const [error, setError] = useState<ErrorShape>();
  const commands = open ? paletteCommands(state, route.page === 'application' ? route.name : undefined) : [];

  async function perform(action: CommandAction): Promise<void> {
    switch (action.kind) {
      case 'go':
        return navigate(action.to);
      case 'context':
        await savePageSettings({ context: action.name });
        return action.name === '' ? undefined : void host.call('probe', { context: action.name });
      case 'refresh':
        return void (await host.call('view', { name: action.application, depth: action.depth }));
      case 'theme':
        return savePageSettings({ theme: action.theme });
      case 'example': {
        const builtIn = state?.contexts.find((context) => context.builtIn) ?? state?.contexts.find((context) => context.local);
        const { application } = await host.call('createExample', { context: builtIn?.name ?? 'drydock-sandbox' });
        return navigate({ page: 'application', name: application, tab: 'graph' });
      }
      case 'help':
        return onHelp();
    }
  }

  const choose = (action: CommandAction): void => {
    setError(undefined);
    // A refresh shows on the page; what fails is said here, where it was asked for.
    perform(action).then(onClose, (reason: unknown) => setError(errorShape(reason)));
  };

  return (
    <Command.Dialog open={open} onOpenChange={(next) => !next && onClose()} label={texts.label} overlayClassName={styles.scrim} contentClassName={styles.dialog} className={styles.palette} loop>
      <Command.Input className={styles.input} placeholder={texts.placeholder} />
      {error !== undefined && <ErrorNotice error={error} />}
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>{texts.none}</Command.Empty>
        {GROUPS.map((group) => (
          <Command.Group key={group} heading={group} className={styles.group}>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <Command.Item key={command.id} value={command.id} keywords={[command.label, ...command.keywords]} className={styles.item} onSelect={() => choose(command.action)}>
                  <span className={styles.label}>{command.label}</span>
                  {command.detail !== undefined && <span className={styles.detail}>{command.detail}</span>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
