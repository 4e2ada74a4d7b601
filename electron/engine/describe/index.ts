/**
 * Words for one object: what it is, how it is, what would help.
 *
 * `sentences.ts` says what an object is, one rule per kind; `pod.ts` reads containers and what keeps a pod from running;
 * `commands.ts` suggests commands for a terminal; `events.ts` reads Kubernetes' Events. Everything here is pure.
 */
export { suggestedCommands } from './commands.ts';
export { eventsAbout } from './events.ts';
export { containersOf, isTroubled, podOf, podSentences, podsOf } from './pod.ts';
export { sentencesOf } from './sentences.ts';
