import { isDeepStrictEqual } from 'node:util';
import type { ApplicationSpec, IgnoreDifference } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import type { DiffInput, Ignore } from '../diff/index.ts';
import { diffResource, laidOver, ruleFinder, withLiveValues } from '../diff/index.ts';
import type { JqAnswer, JqRunner } from '../scripts/index.ts';

/** What an application's `ignoreDifferences` mean for single objects. */
export interface Ignoring {
  /** The rules that touch an object; empty for nearly all. */
  rules(key: ResourceKey): readonly IgnoreDifference[];
  /** Ignored fields keep their live value when they are applied (`RespectIgnoreDifferences=true`). */
  readonly respected: boolean;
  /** `diffResource` without what the rules leave out, and what of the rules could not be followed. */
  diff(input: DiffInput, rules: readonly IgnoreDifference[]): Promise<{ readonly diff: ResourceDiff; readonly problems: readonly string[] }>;
  /** The manifest with what the rules leave to the live object. */
  respect(desired: KubeObject, live: KubeObject, rules: readonly IgnoreDifference[]): Promise<KubeObject>;
}

/** `imported` are rules of the cluster's argocd-cm, which count after the application's own and are named as such. */
export function createIgnoring(spec: ApplicationSpec, jq: JqRunner, imported: readonly IgnoreDifference[] = []): Ignoring {
  const shared = new Set(imported);
  const answers = new WeakMap<KubeObject, Map<string, JqAnswer>>();

  async function answersOf(object: KubeObject, rules: readonly IgnoreDifference[]): Promise<ReadonlyMap<string, JqAnswer>> {
    const known = answers.get(object) ?? new Map<string, JqAnswer>();
    answers.set(object, known);
    for (const expression of rules.flatMap((rule) => rule.jqPathExpressions ?? [])) {
      if (!known.has(expression)) known.set(expression, await jq.paths(object, expression));
    }
    return known;
  }

  async function ask(rules: readonly IgnoreDifference[], objects: readonly KubeObject[]): Promise<{ readonly ignore: Ignore; readonly problems: readonly string[] }> {
    const found = await Promise.all(objects.map((object) => answersOf(object, rules)));
    const problems = new Set(found.flatMap((of) => [...of].flatMap(([expression, answer]) => ('error' in answer ? [`ignoreDifferences: the jq path ${expression} had no effect here: ${answer.error}`] : []))));
    const jqPaths: Ignore['jq'] = (object, expression) => {
      const answer = answers.get(object)?.get(expression);
      return answer === undefined || 'error' in answer ? undefined : answer.paths;
    };
    return { ignore: { rules, jq: jqPaths, imported: shared }, problems: [...problems] };
  }

  return {
    rules: ruleFinder([...(spec.ignoreDifferences ?? []), ...imported]),
    respected: syncPolicyOf(spec).options.has('RespectIgnoreDifferences=true'),
    async diff(input, rules) {
      const { desired, live, predicted } = input;
      if (rules.length === 0 || desired === undefined || live === undefined) return { diff: diffResource(input), problems: [] };
      const laid = predicted ?? laidOver(live, desired);
      const { ignore, problems } = await ask(rules, [live, laid]);
      return { diff: diffResource({ ...input, predicted: laid, ...(predicted === undefined ? { basis: 'merge' } : {}), ignore }), problems };
    },
    async respect(desired, live, rules) {
      return withLiveValues(desired, live, (await ask(rules, [desired, live])).ignore);
    },
  };
}

/** True if two specs leave the same out of a comparison. */
export function sameIgnoring(a: ApplicationSpec, b: ApplicationSpec): boolean {
  return isDeepStrictEqual([a.ignoreDifferences, a.syncPolicy?.syncOptions], [b.ignoreDifferences, b.syncPolicy?.syncOptions]);
}

/** What a person should know of what was left out of a comparison. `sent`: an apply of the rest sets it all the same. */
export function ignoredNotes({ ignored = [] }: ResourceDiff, sent: boolean): string[] {
  const byRule = new Map<string, string[]>();
  for (const { path, rule } of ignored) byRule.set(rule, [...(byRule.get(rule) ?? []), path]);
  return [...byRule].map(([rule, paths]) => `ignored${sent ? ' in the comparison, but set by this sync (RespectIgnoreDifferences=true would leave it)' : ''}: ${paths.join(', ')} (ignoreDifferences ${rule})`);
}
