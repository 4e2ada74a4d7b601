/**
 * The rooms' arrows (CONTRIBUTING "Rooms"), checked over the real import graph, type imports included. Run by
 * `npm run check`; the rules are data, and each is proven by an import that must fail in `layers.test.ts`.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** One import as it stands in a file: `to` is a path from the top of the repository, or a package's name. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

interface Rule {
  readonly name: string;
  readonly why: string;
  broken(edge: ImportEdge): boolean;
}

/** The engine's rooms, from the lowest up: a room imports only lower ones. */
const LEVELS: Readonly<Record<string, number>> = { git: 0, cluster: 0, scripts: 0, diff: 1, render: 1, health: 1, tree: 1, describe: 1, projects: 2, plan: 2, sync: 3, apps: 4 };
const PURE_ROOMS = new Set(['diff', 'health', 'tree', 'describe', 'projects', 'plan']);
/** Packages and modules that only compute. */
const PURE_IMPORTS = new Set(['node:crypto', 'node:buffer', 'diff', 'js-yaml', 'zod', 'croner']);

function isFile(to: string): boolean {
  return to.includes('/') && /^(shared|electron|renderer|test|build)\//.test(to);
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.endsWith('.test.tsx') || path.startsWith('test/');
}

function roomOf(path: string): string | undefined {
  return /^electron\/engine\/([^/]+)\//.exec(path)?.[1];
}

export const RULES: readonly Rule[] = [
  {
    name: 'shared is for everyone',
    why: 'shared/ runs in the page, the engine and the sandbox: no Node, no DOM, no Electron, nothing of the others',
    broken: ({ from, to }) => from.startsWith('shared/') && (isFile(to) ? !to.startsWith('shared/') : to !== 'zod'),
  },
  {
    name: 'the page knows only the contract',
    why: 'renderer/ is sandboxed: it gets data over the contract, and no code of the engine',
    broken: ({ from, to }) => from.startsWith('renderer/') && isFile(to) && !/^(renderer|shared)\//.test(to),
  },
  {
    name: 'the engine stands alone',
    why: 'the same engine runs under Electron, in the browser mode and in the terminal',
    broken: ({ from, to }) => from.startsWith('electron/engine/') && isFile(to) && !/^(electron\/engine|shared)\//.test(to),
  },
  {
    name: 'the sandbox stands alone',
    why: 'it must be a cluster like any other to the engine, not a part of it',
    broken: ({ from, to }) => from.startsWith('electron/sandbox/') && isFile(to) && !/^(electron\/sandbox|shared)\//.test(to),
  },
  {
    name: 'the engine has one door',
    why: 'whoever uses the engine does so through createEngine, so that its rooms can change',
    broken: ({ from, to }) => from.startsWith('electron/') && !from.startsWith('electron/engine/') && to.startsWith('electron/engine/') && to !== 'electron/engine/index.ts',
  },
  {
    name: 'Electron stays in its shell',
    why: 'everything else must load where there is no Electron',
    broken: ({ from, to }) => /^electron(\/|$)/.test(to) && !isFile(to) && !/^electron\/(main\.ts|preload\.ts|shell\/)/.test(from),
  },
  {
    name: 'rooms point downwards',
    why: 'apps -> sync -> plan, projects -> diff, render, health, tree, describe -> git, cluster, scripts -> shared',
    broken: ({ from, to }) => {
      const [upper, lower] = [roomOf(from), roomOf(to)];
      if (upper === undefined || lower === undefined || upper === lower) return false;
      return (LEVELS[lower] ?? Infinity) >= (LEVELS[upper] ?? -1);
    },
  },
  {
    name: 'pure rooms do no I/O',
    why: 'diff, health, tree, plan and merge are data in, data out: a table of cases proves them',
    broken: ({ from, to }) => {
      const pure = PURE_ROOMS.has(roomOf(from) ?? '') || from.startsWith('shared/merge/');
      if (!pure) return false;
      return isFile(to) ? ['git', 'cluster', 'scripts'].includes(roomOf(to) ?? '') : !PURE_IMPORTS.has(to);
    },
  },
];

/** Every broken rule and every circle, as sentences. Tests may import what they like. */
export function checkLayers(edges: readonly ImportEdge[]): string[] {
  const problems: string[] = [];
  for (const edge of edges) {
    if (isTest(edge.from)) continue;
    for (const rule of RULES) if (rule.broken(edge)) problems.push(`${edge.from}:${edge.line}: imports ${edge.to}: ${rule.name} (${rule.why})`);
  }
  return [...problems, ...circles(edges)];
}

function circles(edges: readonly ImportEdge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      found.push(`circular import: ${[...trail.slice(at), file].join(' -> ')}`);
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

/** The imports of one source text. Throws where it does not parse. */
export function importsOf(path: string, text: string): ImportEdge[] {
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'does not parse'}`);
  const requests = [
    ...module.staticImports.map((item) => item.moduleRequest),
    ...module.staticExports.flatMap((item) => item.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest]))),
    ...module.dynamicImports.map(({ moduleRequest }) => ({ ...moduleRequest, value: text.slice(moduleRequest.start + 1, moduleRequest.end - 1) })),
  ];
  return requests.map(({ value, start }) => ({
    from: path,
    to: value.startsWith('.') ? posix.join(posix.dirname(path), value) : value,
    line: text.slice(0, start).split('\n').length,
  }));
}

function main(): void {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const files = globSync(['shared/**/*.ts', 'electron/**/*.{ts,tsx}', 'renderer/**/*.{ts,tsx}', 'test/**/*.ts', 'build/**/*.ts'], { cwd: root });
  const edges = files.flatMap((file) => {
    const path = relative(root, join(root, file)).split(sep).join('/');
    return importsOf(path, readFileSync(join(root, file), 'utf8'));
  });
  const problems = checkLayers(edges);
  for (const problem of problems) console.error(problem);
  // A checker that sees nothing must not say that all is well.
  if (edges.length < 100) problems.push(`only ${edges.length} imports were seen`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
