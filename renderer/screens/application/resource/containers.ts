import type { ContainerStatus } from '../../../../shared/model/details.ts';
import type { StateTone } from '../../../components/StateShape.tsx';
import { resourceTexts } from './texts.ts';

/** Reasons for which a container waits that are no failure (kubernetes pkg/kubelet/kubelet_pods.go). */
const STARTING: ReadonlySet<string> = new Set(['Waiting', 'ContainerCreating', 'PodInitializing']);

/** A container's state as a shape's colour and words: "Running, not ready". */
export function containerShape({ state, ready, init }: ContainerStatus): { readonly tone: Exclude<StateTone, 'warn'>; readonly words: string } {
  if (state === 'Completed') return { tone: 'idle', words: state };
  if (state === 'Running') return ready || init ? { tone: 'ok', words: init ? state : `${state}, ${resourceTexts.containers.yes}` } : { tone: 'busy', words: `${state}, ${resourceTexts.containers.no}` };
  return { tone: STARTING.has(state) ? 'busy' : 'bad', words: state };
}

/** True if one of the sentences holds a message already, whatever ends it. */
export function isSaid(message: string, sentences: readonly string[]): boolean {
  const bare = message.replace(/\.$/, '');
  return sentences.some((sentence) => sentence.includes(bare));
}
