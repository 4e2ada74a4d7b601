import type { Document } from 'yaml';
import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';

/** The fields of an application that the form shows; everything else stays in its YAML, untouched. */
export interface ApplicationForm {
  readonly name: string;
  readonly project: string;
  readonly repoURL: string;
  readonly revision: string;
  readonly path: string;
  readonly recurse: boolean;
  readonly context: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly automated: boolean;
  readonly prune: boolean;
  readonly selfHeal: boolean;
}

/** A text as a form, or why it cannot be shown as one. */
export type ParsedForm = { readonly form: ApplicationForm } | { readonly problem: string };

const PATHS = {
  name: ['metadata', 'name'],
  project: ['spec', 'project'],
  repoURL: ['spec', 'source', 'repoURL'],
  revision: ['spec', 'source', 'targetRevision'],
  path: ['spec', 'source', 'path'],
  recurse: ['spec', 'source', 'directory', 'recurse'],
  context: ['spec', 'destination', 'name'],
  namespace: ['spec', 'destination', 'namespace'],
  automated: ['spec', 'syncPolicy', 'automated'],
  prune: ['spec', 'syncPolicy', 'automated', 'prune'],
  selfHeal: ['spec', 'syncPolicy', 'automated', 'selfHeal'],
} as const;

const SYNC_OPTIONS = ['spec', 'syncPolicy', 'syncOptions'];
const CREATE_NAMESPACE = 'CreateNamespace=true';

/** The YAML that an empty form begins with. */
export function newApplication(context: string): string {
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: '' },
    spec: {
      project: 'default',
      source: { repoURL: '', targetRevision: 'HEAD', path: '.' },
      destination: { name: context, namespace: 'default' },
    },
  });
}

/** Reads a text as a form. What the host would refuse for other reasons is not looked for here. */
export function parseForm(text: string): ParsedForm {
  const lines = new LineCounter();
  // Without `prettyErrors` a message does not repeat the place.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) return { problem: `Line ${lines.linePos(error.pos[0]).line}: ${error.message}` };
  if (!isMap(document.contents)) return { problem: 'This is not an Application: it is no YAML mapping.' };
  const words = (path: readonly string[]): string => {
    const value: unknown = document.getIn(path);
    return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  };
  const isOn = (path: readonly string[]) => document.getIn(path) === true;
  const automated: unknown = document.getIn(PATHS.automated);
  return {
    form: {
      name: words(PATHS.name),
      project: words(PATHS.project),
      repoURL: words(PATHS.repoURL),
      revision: words(PATHS.revision),
      path: words(PATHS.path),
      recurse: isOn(PATHS.recurse),
      context: words(PATHS.context),
      namespace: words(PATHS.namespace),
      createNamespace: syncOptions(document).includes(CREATE_NAMESPACE),
      // `automated: {}` means on (argo-cd types.go, SyncPolicyAutomated.Enabled).
      automated: document.hasIn(PATHS.automated) && automated !== null && document.getIn([...PATHS.automated, 'enabled']) !== false,
      prune: isOn(PATHS.prune),
      selfHeal: isOn(PATHS.selfHeal),
    },
  };
}

/** The text with some fields changed; comments and everything that the form does not show stay. A broken text stays as it is. */
export function editForm(text: string, changes: Partial<ApplicationForm>): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  for (const field of ['name', 'project', 'repoURL', 'revision', 'path', 'context', 'namespace'] as const) {
    const value = changes[field];
    if (value !== undefined) setText(document, PATHS[field], value);
  }
  if (changes.recurse === true) document.setIn(PATHS.recurse, true);
  if (changes.recurse === false) removeIn(document, PATHS.recurse);
  if (changes.automated === true) document.setIn(PATHS.automated, document.createNode({ prune: changes.prune ?? false, selfHeal: changes.selfHeal ?? false }));
  if (changes.automated === false) removeIn(document, PATHS.automated);
  for (const field of ['prune', 'selfHeal'] as const) {
    const value = changes[field];
    if (value !== undefined && changes.automated === undefined && document.hasIn(PATHS.automated)) document.setIn(PATHS[field], value);
  }
  if (changes.createNamespace !== undefined) setSyncOption(document, CREATE_NAMESPACE, changes.createNamespace);
  return document.toString();
}

/** Sets a text, with quotes only where YAML needs them; the field's comment stays. */
function setText(document: Document, path: readonly string[], value: string): void {
  const node: unknown = document.getIn(path, true);
  if (!isScalar(node)) return document.setIn(path, value);
  node.value = value;
  delete node.type;
}

function setSyncOption(document: Document, option: string, on: boolean): void {
  const others = syncOptions(document).filter((item) => item !== option);
  const next = on ? [...others, option] : others;
  if (next.length === 0) removeIn(document, SYNC_OPTIONS);
  else document.setIn(SYNC_OPTIONS, document.createNode(next));
}

function syncOptions(document: Document): readonly string[] {
  const manifest: unknown = document.toJS();
  const options = ['spec', 'syncPolicy', 'syncOptions'].reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), manifest);
  return Array.isArray(options) ? options.map(String) : [];
}

/** Removes a field, and the mappings above it that held nothing else, up to `spec`. */
function removeIn(document: Document, path: readonly string[]): void {
  document.deleteIn(path);
  for (let length = path.length - 1; length > 1; length--) {
    const parent: unknown = document.getIn(path.slice(0, length), true);
    if (!isMap(parent) || parent.items.length > 0) return;
    document.deleteIn(path.slice(0, length));
  }
}

/** Why a name cannot be an application's: the API server's own rule (apimachinery util/validation, IsDNS1123Subdomain). */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'A name is needed.';
  if (name.length > 253) return 'A name has at most 253 characters.';
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) {
    return 'Lower-case letters, digits, "-" and "." only, beginning and ending with a letter or digit.';
  }
  return taken.includes(name) ? `There is already an application "${name}".` : undefined;
}

/** A name to begin with, from where the manifests are: the path's last folder, else the repository's name. */
export function suggestName(repoURL: string, path: string): string {
  const last = (text: string) => text.split(/[/\\:]/).findLast((part) => part !== '' && part !== '.') ?? '';
  const candidate = last(path) === '' ? last(repoURL).replace(/\.git$/, '') : last(path);
  return candidate.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63);
}

/** "3 ConfigMaps, 1 Deployment", the commonest first. */
export function kindCounts(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([kind, count]) => `${count} ${count === 1 ? kind : plural(kind)}`)
    .join(', ');
}

function plural(kind: string): string {
  if (/(s|x|ch)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
