/** A filter as it is typed: a text, or `/an expression/`. */
export interface LineFilter {
  /** Where it is found in a text, first place only; undefined where it is not. */
  find(text: string): { readonly start: number; readonly end: number } | undefined;
}

/** What was typed, understood; `problem` says what is wrong with an expression. */
export type ParsedFilter = { readonly filter: LineFilter | undefined } | { readonly problem: string };

/** Reads a filter. Texts are found without regard to case; expressions with it, unless they end in `/i`. */
export function parseFilter(typed: string): ParsedFilter {
  const [, source, flags = ''] = /^\/(.+)\/(i?)$/.exec(typed) ?? [];
  if (source === undefined) return { filter: typed === '' ? undefined : textFilter(typed.toLowerCase()) };
  try {
    return { filter: expressionFilter(new RegExp(source, flags)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error) };
  }
}

function textFilter(needle: string): LineFilter {
  return {
    find(text) {
      const start = text.toLowerCase().indexOf(needle);
      return start < 0 ? undefined : { start, end: start + needle.length };
    },
  };
}

function expressionFilter(expression: RegExp): LineFilter {
  return {
    find(text) {
      const match = expression.exec(text);
      return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
    },
  };
}
