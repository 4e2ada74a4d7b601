import { useCallback, useState } from 'react';
import type { ErrorShape } from '../../../../shared/model/errors.ts';
import type { Orphans } from '../../../../shared/model/orphans.ts';
import { useHome } from '../../../state/home.ts';
import { useAsk } from '../../../state/requests.ts';

/** What nobody tracks, as far as it is shown and known. */
export interface ShownOrphans {
  readonly shown: boolean;
  /** What was found last. */
  readonly found: Orphans | undefined;
  readonly error: ErrorShape | undefined;
  /** Looks anew. */
  readonly look: () => void;
}

/** Asks for an application's orphans where they are to be shown: once, and again by `look`. */
export function useOrphans(application: string): ShownOrphans {
  const shown = useHome(({ state }) => state?.settings.page.orphans) ?? false;
  const [round, setRound] = useState(0);
  const asked = useAsk('orphans', shown ? { name: application } : undefined, 0, round);
  const look = useCallback(() => setRound((before) => before + 1), []);
  const found = asked.state === 'done' ? asked.value : asked.state === 'asking' ? asked.before : undefined;
  return { shown, found, error: asked.state === 'failed' ? asked.error : undefined, look };
}
