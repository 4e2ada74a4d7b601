import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

/** A Service's selector: all of its labels, in its namespace. */
export interface PodSelector {
  readonly namespace: string;
  readonly labels: JsonObject;
}

/** Pods by their labels. */
export interface PodIndex {
  /** The pods that a selector with at least one label selects, by name. */
  selected(selector: PodSelector): readonly KubeObject[];
}

/** Finds pods for these selectors without a look at each pod for each selector: only labels that are asked for are kept. */
export function createPodIndex(selectors: readonly PodSelector[], pods: readonly KubeObject[]): PodIndex {
  const asked = new Set(selectors.flatMap(({ labels }) => Object.keys(labels)));
  const byLabel = new Map<string, KubeObject[]>();
  for (const pod of pods) {
    const { namespace = '', labels = {} } = pod.metadata;
    for (const name of asked) {
      const value = labels[name];
      if (value === undefined) continue;
      const id = `${namespace}\n${name}=${value}`;
      const list = byLabel.get(id);
      if (list === undefined) byLabel.set(id, [pod]);
      else list.push(pod);
    }
  }
  return {
    selected({ namespace, labels }) {
      const wanted = Object.entries(labels);
      const lists = wanted.map(([name, value]) => byLabel.get(`${namespace}\n${name}=${String(value)}`) ?? []);
      const [shortest = []] = lists.toSorted((a, b) => a.length - b.length);
      return shortest.filter(({ metadata }) => wanted.every(([name, value]) => metadata.labels?.[name] === value)).toSorted((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
    },
  };
}
