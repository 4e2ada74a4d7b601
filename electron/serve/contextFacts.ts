import type { ContextInfo } from '../../shared/model/context.ts';
import { isLocalContext, isProtectedContext, isReadOnlyContext } from '../../shared/model/context.ts';
import type { ConnectionState, ContextFacts } from '../../shared/model/home.ts';
import type { Settings } from '../../shared/model/settings.ts';

/** A context with what the settings say about it and how its cluster answers. */
export function contextFacts(context: ContextInfo, rules: Settings['contexts'], connection: ConnectionState): ContextFacts {
  const colour = rules.colours[context.name];
  return {
    ...context,
    local: isLocalContext(context.name),
    protected: isProtectedContext(context.name, rules.protected),
    readOnly: isReadOnlyContext(context.name, rules.readOnly),
    ...(colour === undefined ? {} : { colour }),
    connection,
  };
}
