import type { ContainerStatus, SuggestedCommand } from '../../../shared/model/details.ts';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import { cannotPull } from './pod.ts';

/** Of what commands are suggested. */
export interface CommandInput {
  readonly context: string;
  readonly key: ResourceKey;
  /** The kind's plural name; undefined where the cluster does not know the kind. */
  readonly plural: string | undefined;
  /** The containers of the object's pods. */
  readonly containers: readonly ContainerStatus[];
}

/** Commands that a person could run: loading an image that a local cluster cannot pull, and reading the object. */
export function suggestedCommands({ context, key, plural, containers }: CommandInput): readonly SuggestedCommand[] {
  const images = [...new Set(containers.filter(cannotPull).map((container) => container.image))];
  const loads = images.flatMap((image) => loadCommand(context, image) ?? []);
  const custom = key.group.includes('.') && !key.group.endsWith('.k8s.io');
  const kind = custom ? `${plural ?? key.kind.toLowerCase()}.${key.group}` : key.kind.toLowerCase();
  const namespace = key.namespace === '' ? [] : ['-n', key.namespace];
  const read = ['kubectl', '--context', context, ...namespace, 'get', kind, key.name, '-o', 'yaml'];
  return [...loads, { command: read.map(shellWord).join(' '), why: 'Shows it as the cluster has it.' }];
}

/**
 * The command that brings an image from this machine into a local cluster, by the names that the tools give their
 * contexts: kind `kind-NAME`, k3d `k3d-NAME`, minikube the profile's name, which only `minikube` itself can be told by.
 */
function loadCommand(context: string, image: string): SuggestedCommand | undefined {
  const why = `Loads ${image} from this machine into the cluster, which could not pull it.`;
  const command = (...words: readonly string[]): SuggestedCommand => ({ command: words.map(shellWord).join(' '), why });
  if (context.startsWith('kind-')) return command('kind', 'load', 'docker-image', image, '--name', context.slice('kind-'.length));
  if (context.startsWith('k3d-')) return command('k3d', 'image', 'import', image, '-c', context.slice('k3d-'.length));
  if (context === 'minikube') return command('minikube', 'image', 'load', image);
  if (context.startsWith('minikube-')) return command('minikube', 'image', 'load', image, '-p', context);
  return undefined;
}

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
