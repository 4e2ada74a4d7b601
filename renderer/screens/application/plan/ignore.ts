import type { ResourceDiff } from '../../../../shared/model/diff.ts';
import type { JsonValue } from '../../../../shared/model/json.ts';
import { parseJson } from '../../../../shared/model/json.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';

/** A rule of `ignoreDifferences` as it is written (argo-cd types.go, ResourceIgnoreDifferences). */
export type WrittenRule = { [field in 'group' | 'kind' | 'name' | 'namespace']?: string } & { [field in 'jsonPointers' | 'jqPathExpressions']?: string[] };

/** A step of a change's path: a field, or the keys of an item of a list. */
type Step = string | readonly { readonly name: string; readonly value: JsonValue }[];

/** The fields of a diff that can be ignored from now on: those that differ inside of an object that stays. */
export function ignorableFields(diff: ResourceDiff): readonly string[] {
  return diff.basis === 'removal' || diff.basis === 'desired' ? [] : diff.changes.map(({ path }) => path).filter((path) => stepsOf(path) !== undefined);
}

/**
 * The rule that ignores one field of one object: by a JSON pointer, or where an item of a list is on the way by jq, which
 * finds it by its keys wherever it stands. Undefined where the path cannot be read.
 */
export function ignoreRule(key: ResourceKey, path: string): WrittenRule | undefined {
  const steps = stepsOf(path);
  if (steps === undefined) return undefined;
  const { group, kind, namespace, name } = key;
  const of = { ...(group === '' ? {} : { group }), kind, name, ...(namespace === '' ? {} : { namespace }) };
  const names = steps.flatMap((step) => (typeof step === 'string' ? [step] : []));
  if (names.length === steps.length) return { ...of, jsonPointers: [names.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')] };
  return { ...of, jqPathExpressions: [jqPath(steps)] };
}

function jqPath(steps: readonly Step[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'string') text += `${text.endsWith(')') ? ' | ' : ''}${jqField(step)}`;
    else text += `[] | select(${step.map(({ name, value }) => `${jqField(name)} == ${JSON.stringify(value)}`).join(' and ')})`;
  }
  return text;
}

function jqField(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `.[${JSON.stringify(name)}]`;
}

/** Reads `.spec.containers[name="web"].image` and `.data["a.b"]`; undefined for the whole object, and for what is no path. */
function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = path;
  while (rest !== '') {
    const field = /^\.([A-Za-z_][A-Za-z0-9_-]*)/.exec(rest);
    const quoted = /^\[("(?:[^"\\]|\\.)*")\]/.exec(rest);
    const keys = /^\[((?:[A-Za-z]+=(?:"(?:[^"\\]|\\.)*"|[^",\]]+),?)+)\]/.exec(rest);
    const found = field ?? quoted ?? keys;
    if (found === null) return undefined;
    if (field !== null) steps.push(field[1] ?? '');
    else if (quoted !== null) steps.push(String(parseJson(quoted[1] ?? '""')));
    else steps.push([...(keys?.[1] ?? '').matchAll(/([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^",\]]+)/g)].map(([, name = '', value = 'null']) => ({ name, value: parseJson(value) })));
    rest = rest.slice(found[0].length);
  }
  return steps.length === 0 ? undefined : steps;
}

/** A rule as it stands in the application's file. */
export function ruleText(rule: WrittenRule): string {
  const lines = Object.entries(rule).flatMap(([field, value]) => (typeof value === 'string' ? [`${field}: ${plain(value)}`] : [`${field}:`, ...value.map((item) => `- ${plain(item)}`)]));
  return ['spec:', '  ignoreDifferences:', ...lines.map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}`)].join('\n');
}

/** Only what can be read as nothing else stands without quotes. */
function plain(text: string): string {
  return /^[A-Za-z/.][A-Za-z0-9/._-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}

/** What is written into the application for a rule: after those that are there, whose comments stay. */
export function ignoreEdit(rule: WrittenRule, present: readonly unknown[] | null | undefined): { path: string[]; value: WrittenRule | WrittenRule[] } {
  const path = ['spec', 'ignoreDifferences'];
  return present === undefined || present === null || present.length === 0 ? { path, value: [rule] } : { path: [...path, String(present.length)], value: rule };
}
