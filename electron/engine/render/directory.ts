import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { Manifest, Origin } from '../../../shared/model/kube.ts';
import { checkObject, listItems } from './check.ts';
import { relativePath } from './detect.ts';
import { compileGlob } from '../../../shared/model/glob.ts';
import { jsonProblem } from './json.ts';
import type { ValuePath } from './locate.ts';
import { createLocator } from './locate.ts';
import type { YamlDocument } from './yaml.ts';
import { parseYaml } from './yaml.ts';

export interface RenderLimits {
  /** Bytes of all manifests together; default 10 MB. */
  readonly maxBytes: number;
  /** Bytes of one file; default 10 MB. */
  readonly maxFileBytes: number;
}

export interface DirectoryInput {
  /** Paths from the top of the repository. Text must be UTF-8. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array | string }[];
  /** Paths that exist and were not read; only to name those that are not supported. */
  readonly others?: readonly string[];
  /** The source's folder; '' and '.' are the top. */
  readonly path: string;
  /** Default false, as in Argo CD: only files directly in the folder. */
  readonly recurse?: boolean;
  readonly include?: string;
  readonly exclude?: string;
  readonly limits?: Partial<RenderLimits>;
}

export interface Rendering {
  /** Sorted by file, then in the order of the file. `origin.file` is relative to the source's folder. */
  readonly manifests: readonly Manifest[];
  /** Sentences, each with its file. */
  readonly warnings: readonly string[];
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly document: number;
  readonly message: string;
}

const MANIFEST = /\.(?:yaml|yml|json)$/;
const JSONNET = /\.(?:jsonnet|libsonnet)$/;
const SKIP_MARKER = '+argocd:skip-file-rendering';
const DEFAULT_LIMITS: RenderLimits = { maxBytes: 10 * 1024 * 1024, maxFileBytes: 10 * 1024 * 1024 };
const SHOWN_PROBLEMS = 100;

/**
 * Renders a folder of plain manifests, by Argo CD's rules for directories (user-guide/directory.md).
 * Throws DrydockError: `render-invalid` with every problem, one per line; `render-limit` with the file.
 */
export function renderDirectory(input: DirectoryInput): Rendering {
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const wanted = fileFilter(input);
  const manifests: Manifest[] = [];
  const warnings: string[] = [];
  const problems: Problem[] = [];
  let total = 0;
  const chosen = input.files.flatMap((file) => {
    const name = relativePath(file.path, input.path);
    return name !== undefined && MANIFEST.test(name) && wanted(name) ? [{ name, bytes: file.bytes }] : [];
  });
  for (const { name, bytes } of chosen.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (bytes.length > limits.maxFileBytes) throw tooLarge(`${name} has ${bytes.length} bytes; a manifest may have ${limits.maxFileBytes}.`);
    total += bytes.length;
    if (total > limits.maxBytes) throw tooLarge(`The manifests are larger than ${limits.maxBytes} bytes together; the limit was reached at ${name}.`);
    const text = decode(bytes);
    if (typeof text !== 'string') problems.push({ file: name, line: 1, document: 1, message: text.problem });
    else if (!text.includes(SKIP_MARKER)) renderFile(name, text, manifests, warnings, problems);
  }
  for (const path of [...input.files.map((file) => file.path), ...(input.others ?? [])]) {
    const name = relativePath(path, input.path);
    if (name !== undefined && JSONNET.test(name) && wanted(name)) warnings.push(`${name} is Jsonnet, which is not supported; it was left out.`);
  }
  if (problems.length > 0) throw invalid(problems, input.path);
  return { manifests, warnings };
}

function renderFile(file: string, text: string, manifests: Manifest[], warnings: string[], problems: Problem[]): void {
  if (file.endsWith('.json')) {
    const problem = jsonProblem(text);
    if (problem !== undefined) {
      if (text.trim() !== '') problems.push({ file, document: 1, ...problem });
      return;
    }
  }
  const parsed = parseYaml(text);
  problems.push(...parsed.problems.map((problem) => ({ file, ...problem })));
  for (const document of parsed.documents) renderDocument({ file, text, document }, manifests, warnings, problems);
}

interface Place {
  readonly file: string;
  readonly text: string;
  readonly document: YamlDocument;
}

/** One document: an object, or a list of objects, of lists and so on. */
function renderDocument(place: Place, manifests: Manifest[], warnings: string[], problems: Problem[]): void {
  const { file, text, document } = place;
  const locateIn = createLocator(text, document.document);
  const lineOf = (path: ValuePath): number => (path.length === 0 ? undefined : locateIn(path)) ?? document.line;
  const pending: { value: JsonValue; path: ValuePath }[] = [{ value: document.value, path: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path } = next;
    if (value === null) continue;
    const items = listItems(value);
    if (items !== undefined) {
      for (let index = items.length - 1; index >= 0; index--) pending.push({ value: items[index] ?? null, path: [...path, 'items', index] });
      continue;
    }
    const checked = checkObject(value);
    if (checked.kind === 'object') {
      const origin: Origin = { file, document: document.document, line: lineOf(path) };
      manifests.push({ object: checked.object, origin });
    } else if (checked.kind === 'other') {
      const what = isJsonObject(value) ? 'has neither apiVersion nor kind' : 'is no mapping';
      warnings.push(`${file}:${lineOf(path)}: the document ${what}, so it is no Kubernetes object; it was left out.`);
    } else {
      for (const problem of checked.problems) {
        problems.push({ file, line: lineOf([...path, ...problem.path]), document: document.document, message: problem.message });
      }
    }
  }
}

function fileFilter(input: DirectoryInput): (name: string) => boolean {
  const include = input.include === undefined || input.include === '' ? undefined : compileGlob(input.include);
  const exclude = input.exclude === undefined || input.exclude === '' ? undefined : compileGlob(input.exclude);
  return (name) =>
    (input.recurse === true || !name.includes('/')) && exclude?.(name) !== true && include?.(name) !== false;
}

function decode(bytes: Uint8Array | string): string | { readonly problem: string } {
  if (typeof bytes === 'string') return bytes;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { problem: 'the file is UTF-16; save it as UTF-8' };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: 'the file is not valid UTF-8' };
  }
}

function tooLarge(message: string): DrydockError {
  return new DrydockError('render-limit', message, { hint: 'Point the application at a smaller folder, or leave files out with directory.exclude.' });
}

function invalid(problems: readonly Problem[], path: string): DrydockError {
  const several = new Set(problems.filter((problem) => problem.document > 1).map((problem) => problem.file));
  const lines = problems
    .slice(0, SHOWN_PROBLEMS)
    .map(({ file, line, document, message }) => `${file}:${line}: ${several.has(file) ? `document ${document}: ` : ''}${message}`);
  if (problems.length > SHOWN_PROBLEMS) lines.push(`and ${problems.length - SHOWN_PROBLEMS} more`);
  const where = path === '' || path === '.' ? 'the top of the repository' : path;
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new DrydockError('render-invalid', `The manifests in ${where} have ${count}:\n${lines.join('\n')}`);
}
