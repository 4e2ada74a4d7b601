import type { LogSource } from '../../../shared/model/details.ts';

/** How a source is told from the others in front of its lines. */
export interface SourceTag {
  /** A, B ... Z, AA: so that it is told by more than its colour. */
  readonly letter: string;
  /** Which of the eight colours for names. */
  readonly tone: number;
  /** What differs: the end of the pod's name, the container, the namespace. */
  readonly label: string;
  /** All of it: "shop/web-7d9f-x2k / proxy". */
  readonly full: string;
}

const TONES = 8;

/** A tag for each source, in their order. Labels name only what differs among them. */
export function tagsOf(sources: readonly LogSource[]): readonly SourceTag[] {
  const severalNamespaces = new Set(sources.map(({ namespace }) => namespace)).size > 1;
  const severalContainers = new Set(sources.map(({ container }) => container)).size > 1;
  const pods = [...new Set(sources.map(({ pod }) => pod))];
  const shared = sharedPrefix(pods);
  return sources.map((source, index) => {
    const pod = pods.length === 1 && severalContainers ? '' : source.pod.slice(shared);
    return {
      letter: letterOf(index),
      tone: (index % TONES) + 1,
      label: [severalNamespaces ? source.namespace : '', pod, severalContainers ? source.container : ''].filter((part) => part !== '').join('/'),
      full: sourceName(source),
    };
  });
}

/** A source by its whole name, as files and tooltips have it. */
export function sourceName({ namespace, pod, container }: LogSource): string {
  return `${namespace}/${pod}/${container}`;
}

function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
}

/** How much of the names is the same for all, up to a dash. */
function sharedPrefix(names: readonly string[]): number {
  const [first = '', ...others] = names;
  if (others.length === 0) return 0;
  let length = 0;
  while (length < first.length && others.every((name) => name[length] === first[length])) length++;
  return first.lastIndexOf('-', length - 1) + 1;
}
