import { DrydockError } from './errors.ts';

/**
 * Argo CD's globs, gobwas/glob: for `directory.include`, `directory.exclude` and `ignoreDifferences` compiled without
 * separators (reposerver getPotentiallyValidManifestFile), so `*` and `**` match any characters, slashes too. With a
 * separator `*` and `?` stop at it, `**` does not. `?` is one character, `[abc]`, `[a-z]` and `[!a]` are classes,
 * `{a,b}` are alternatives and may nest, a backslash quotes. Throws DrydockError `render-invalid` for a pattern that does not compile.
 */
export function compileGlob(pattern: string, separator?: '/'): (path: string) => boolean {
  const any = separator === undefined ? '[^]' : '[^/]';
  const refuse = (why: string): DrydockError => new DrydockError('render-invalid', `The pattern "${pattern}" is not a glob: ${why}.`);
  let source = '';
  let depth = 0;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern.charAt(index);
    if (char === '\\') {
      if (++index === pattern.length) throw refuse('it ends with a backslash');
      source += quote(pattern.charAt(index));
    } else if (char === '*') {
      // Stars in a row are one; two unbounded repetitions side by side would backtrack.
      const first = index;
      while (pattern.charAt(index + 1) === '*') index++;
      source += index > first ? '[^]*' : `${any}*`;
    } else if (char === '?') {
      source += any;
    } else if (char === '{') {
      depth++;
      source += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      source += ')';
    } else if (char === ',' && depth > 0) {
      source += '|';
    } else if (char === '[') {
      const end = pattern.indexOf(']', index + 2);
      if (end < 0) throw refuse('a [ is not closed');
      const negated = pattern.charAt(index + 1) === '!';
      source += characterClass(pattern.slice(index + (negated ? 2 : 1), end), negated);
      index = end;
    } else {
      source += quote(char);
    }
  }
  if (depth > 0) throw refuse('a { is not closed');
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${source})$`, 'u');
  } catch (error) {
    throw new DrydockError('render-invalid', `The pattern "${pattern}" is not a glob.`, { cause: error });
  }
  return (path) => expression.test(path);
}

function characterClass(body: string, negated: boolean): string {
  const range = /^(.)-(.)$/u.exec(body);
  const inside = range === null ? [...body].map(quoteInClass).join('') : `${quoteInClass(range[1] ?? '')}-${quoteInClass(range[2] ?? '')}`;
  return `[${negated ? '^' : ''}${inside}]`;
}

function quote(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function quoteInClass(char: string): string {
  return char === '-' ? '\\-' : quote(char);
}
