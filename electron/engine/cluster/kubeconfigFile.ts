import { dirname, isAbsolute, join, sep } from 'node:path';
import { loadAll } from 'js-yaml';
import { z } from 'zod';

/** A cluster of a kubeconfig (client-go tools/clientcmd/api/v1/types.go, Cluster); paths are absolute. */
export type ClusterEntry = z.output<typeof clusterSchema>;
/** A user of a kubeconfig (AuthInfo there); paths, and a plugin's command that is a path, are absolute. */
export type UserEntry = z.output<typeof userSchema>;
/** How a credential plugin is run (ExecConfig there). */
export type ExecEntry = NonNullable<UserEntry['exec']>;
export type ContextEntry = z.output<typeof contextSchema>;

/** What one kubeconfig file says, in its own order. */
export interface KubeconfigFile {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly currentContext: string | undefined;
  /** Names that stand twice, each as a sentence; the first of them counts. */
  readonly problems: readonly string[];
}

/** Go's YAML turns numbers and booleans into text where text is wanted (sigs.k8s.io/yaml), and null into nothing. */
const text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .optional()
  .transform((value) => (value === undefined || value === null || value === '' ? undefined : String(value)));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(text)
  .nullish()
  .transform((values) => (values ?? []).map((value) => value ?? ''));

const clusterSchema = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  extensions: z.array(z.object({ name: text, extension: z.unknown() })).nullish(),
});

const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z
    .record(z.string(), texts)
    .nullish()
    .transform((extra) => extra ?? {}),
  'auth-provider': z
    .object({ name: text, config: z.record(z.string(), text).nullish() })
    .nullish()
    .transform((provider) => provider ?? undefined),
  exec: z
    .object({
      apiVersion: text,
      command: text,
      args: texts,
      env: z.array(z.object({ name: text, value: text })).nullish().transform((env) => env ?? []),
      installHint: text,
      interactiveMode: text,
      provideClusterInfo: flag,
    })
    .nullish()
    .transform((exec) => exec ?? undefined),
});

const contextSchema = z.object({ cluster: text, user: text, namespace: text });

/** An entry that is null, or not there, is an empty one. */
const entry = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => value ?? {}, schema);

const fileSchema = z.object({
  clusters: z.array(z.object({ name: text, cluster: entry(clusterSchema) })).nullish(),
  users: z.array(z.object({ name: text, user: entry(userSchema) })).nullish(),
  contexts: z.array(z.object({ name: text, context: entry(contextSchema) })).nullish(),
  'current-context': text,
});

/**
 * Reads one kubeconfig's text. Relative paths are taken from the folder of `file`, a plugin's command only if it is a
 * path at all (client-go tools/clientcmd/loader.go, GetAuthInfoFileReferences). Throws an Error that says what is wrong,
 * and quotes nothing of the file.
 */
export function parseKubeconfig(content: string, file: string): KubeconfigFile {
  const parsed = fileSchema.safeParse(parseYaml(content) ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  const folder = dirname(file);
  const absolute = (path: string | undefined) => (path === undefined || isAbsolute(path) ? path : join(folder, path));
  const problems: string[] = [];
  const byName = <Entry extends { readonly name: string | undefined }, Value>(entries: readonly Entry[] | null | undefined, kind: string, value: (entry: Entry) => Value): Map<string, Value> => {
    const result = new Map<string, Value>();
    for (const item of entries ?? []) {
      const name = item.name ?? '';
      if (result.has(name)) problems.push(`The kubeconfig ${file} has the ${kind} "${name}" twice; the first counts.`);
      else result.set(name, value(item));
    }
    return result;
  };
  return {
    clusters: byName(parsed.data.clusters, 'cluster', ({ cluster }) => ({ ...cluster, 'certificate-authority': absolute(cluster['certificate-authority']) })),
    users: byName(parsed.data.users, 'user', ({ user }) => ({
      ...user,
      'client-certificate': absolute(user['client-certificate']),
      'client-key': absolute(user['client-key']),
      tokenFile: absolute(user.tokenFile),
      exec: user.exec?.command?.includes(sep) === true ? { ...user.exec, command: absolute(user.exec.command) } : user.exec,
    })),
    contexts: byName(parsed.data.contexts, 'context', ({ context }) => context),
    currentContext: parsed.data['current-context'],
    problems,
  };
}

function parseYaml(content: string): unknown {
  // What is JSON is read as such, which is many times faster.
  if (/^\s*\{/.test(content)) {
    try {
      return JSON.parse(content);
    } catch {
      // YAML's flow style begins with a brace as well.
    }
  }
  try {
    // An empty file, which some tools leave behind, has no document; of several the first counts.
    return loadAll(content)[0];
  } catch (error) {
    // The parser's message goes on with an excerpt, in which a token may stand.
    throw new Error((error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/ in ".*$/, ''), { cause: error });
  }
}
