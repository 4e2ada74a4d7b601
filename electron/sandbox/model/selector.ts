import { badRequest } from './status.ts';
import type { Dict, Value } from './values.ts';
import { dict, isDict, items, metadataOf, text, texts } from './values.ts';

export type Matches = (object: Dict) => boolean;

/** A label selector as queries carry it (apimachinery pkg/labels/selector.go). Throws a 400 if it can not be read. */
export function parseLabelSelector(query: string): Matches {
  if (query.trim() === '') return () => true;
  const tests = splitTop(query).map(parseRequirement);
  return (object) => {
    const labels = dict(metadataOf(object)['labels']);
    return tests.every((test) => test(labels));
  };
}

function splitTop(query: string): string[] {
  return query.split(/,(?![^(]*\))/).map((each) => each.trim()).filter((each) => each !== '');
}

function parseRequirement(requirement: string): (labels: Dict) => boolean {
  const set = /^([^\s!=]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
  if (set !== null) {
    const [, name = '', operator = '', list = ''] = set;
    const values = list.split(',').map((each) => each.trim());
    return operator === 'in' ? (labels) => values.includes(labels[name] as string) : (labels) => !values.includes(labels[name] as string);
  }
  const equal = /^([^\s!=]+)\s*(==|=|!=)\s*(\S*)$/.exec(requirement);
  if (equal !== null) {
    const [, name = '', operator = '', value = ''] = equal;
    return operator === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const exists = /^(!?)\s*([A-Za-z0-9][^\s!=,()]*)$/.exec(requirement);
  if (exists === null) throw badRequest(`unable to parse requirement: found '${requirement}'`);
  const [, not = '', name = ''] = exists;
  return (labels) => (labels[name] !== undefined) === (not === '');
}

/** A LabelSelector object against labels (meta/v1 LabelSelectorAsSelector): absent matches nothing, empty everything. */
export function selectorMatches(selector: Value, labels: Dict): boolean {
  if (!isDict(selector)) return false;
  for (const [name, value] of Object.entries(dict(selector['matchLabels']))) if (labels[name] !== value) return false;
  return items(selector['matchExpressions']).every((expression) => {
    const value = labels[text(expression['key'])];
    const values = texts(expression['values']);
    switch (expression['operator']) {
      case 'In':
        return typeof value === 'string' && values.includes(value);
      case 'NotIn':
        return typeof value !== 'string' || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}

/** A plain map of labels, as Services select with. */
export function mapMatches(selector: Dict, labels: Dict): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** A field selector; kinds support few fields on a real server, here any path works. Missing values equal the empty text. */
export function parseFieldSelector(query: string): Matches {
  const tests = query.split(',').filter((each) => each.trim() !== '').map((each) => {
    const match = /^\s*([A-Za-z0-9.[\]_-]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(each);
    if (match === null) throw badRequest(`invalid selector: '${each}'; can't understand '${each}'`);
    const [, path = '', operator = '', value = ''] = match;
    const names = path.split('.');
    const last = names.pop() ?? '';
    return (object: Dict) => {
      const found = dict(object, ...names)[last];
      const shown = found === undefined || found === null ? (FALSE_FIELDS.has(path) ? 'false' : '') : String(found as string | number | boolean);
      return (shown === value) === (operator !== '!=');
    };
  });
  return (object) => tests.every((test) => test(object));
}

const FALSE_FIELDS = new Set(['spec.unschedulable', 'spec.hostNetwork']);
