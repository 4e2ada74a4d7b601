import { devNull } from 'node:os';

/** One `key=value` of git's configuration, valid for one command. */
export type GitConfig = readonly [key: string, value: string];

/** Everything that git runs for Drydock is restricted to these; GIT_ALLOW_PROTOCOL holds after `insteadOf` rewriting too. */
const TRANSPORTS = 'https:http:ssh:git:file';

const CONFIG: readonly GitConfig[] = [
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['credential.interactive', 'false'],
  // Upkeep is Drydock's own (see upkeep.ts): git's would detach and outlive us, and drop commits that history names.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.unpackLimit', '1'],
  ['fetch.recurseSubmodules', 'false'],
];

/**
 * The environment of every git process: the user's own (HOME for credential helpers, proxies and ssh), less every
 * inherited GIT_*, plus what keeps git from asking questions, running hooks or speaking other transports.
 */
export function gitEnvironment(base: NodeJS.ProcessEnv, config: readonly GitConfig[] = []): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(base)) {
    if (!/^git_/i.test(name)) environment[name] = value;
  }
  const all = [...CONFIG, ...config];
  environment['GIT_CONFIG_COUNT'] = String(all.length);
  all.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return Object.assign(environment, {
    GIT_TERMINAL_PROMPT: '0',
    // Empty: no dialog for http passwords, not even by SSH_ASKPASS. `false` answers every question of ssh with no.
    GIT_ASKPASS: '',
    SSH_ASKPASS: 'false',
    SSH_ASKPASS_REQUIRE: 'force',
    GCM_INTERACTIVE: 'never',
    GIT_ALLOW_PROTOCOL: TRANSPORTS,
    GIT_OPTIONAL_LOCKS: '0',
    // Mirrors are read by their HEAD file, whatever the user's init.defaultRefFormat says.
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    // Failures are told apart by git's words, which it would translate.
    LC_ALL: 'C',
    LANGUAGE: 'C',
  });
}
