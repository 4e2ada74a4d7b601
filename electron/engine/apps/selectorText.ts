import { mapAt, mapsAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonArray } from '../../../shared/model/json.ts';

/** Labels that must be as they are here, as a query takes them (apimachinery pkg/labels/selector.go); empty for none. */
export function labelsText(labels: JsonObject): string {
  return Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`).join(',');
}

/** A meta/v1 LabelSelector as a query takes it; empty where it selects by nothing, or by an operator that is not known. */
export function selectorText(selector: JsonObject): string {
  const expressions = mapsAt(selector, 'matchExpressions').map(expressionText);
  if (expressions.includes('')) return '';
  return [labelsText(mapAt(selector, 'matchLabels')), ...expressions].filter((part) => part !== '').join(',');
}

function expressionText(expression: JsonObject): string {
  const key = textAt(expression, 'key');
  const values = isJsonArray(expression['values']) ? expression['values'].join(',') : '';
  switch (textAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return '';
  }
}
