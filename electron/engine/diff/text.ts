import { createTwoFilesPatch } from 'diff';
import { dump } from 'js-yaml';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';

/** Stands in for integers beyond 2^53, which the YAML writer does not know; no manifest holds this character. */
const BIG_INTEGER = '\uE000';

/** An object as YAML, as a person would write it: no anchors, no folded lines. */
export function yamlText(value: JsonValue): string {
  return dump(withoutBigInts(value), { noRefs: true, lineWidth: -1 }).replace(/["']?\uE000(-?\d+)["']?/g, '$1');
}

/**
 * A diff as unified text with three lines of context, as `diff -u` prints it; empty where nothing differs.
 * `name` stands in both file names, after what is compared.
 */
export function unifiedDiff(diff: ResourceDiff, name: string, context = 3, [left, right]: readonly [string, string] = ['live', 'git']): string {
  const before = diff.live === undefined ? '' : yamlText(diff.live);
  const after = diff.predicted === undefined ? '' : yamlText(diff.predicted);
  if (before === after) return '';
  return createTwoFilesPatch(
    diff.live === undefined ? '/dev/null' : `${left}/${name}`,
    diff.predicted === undefined ? '/dev/null' : `${right}/${name}`,
    before,
    after,
    undefined,
    undefined,
    { context, headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true } },
  );
}

function withoutBigInts(value: JsonValue): JsonValue {
  if (typeof value === 'bigint') return `${BIG_INTEGER}${value}`;
  if (isJsonArray(value)) return value.map(withoutBigInts);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, withoutBigInts(item)]])));
}
