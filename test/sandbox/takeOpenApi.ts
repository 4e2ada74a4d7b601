/**
 * Takes the OpenAPI v3 schemas of the sandbox's kinds from a real API server and writes electron/sandbox/data/openapi.json.br:
 * `node test/sandbox/takeOpenApi.ts KUBECTL KUBECONFIG`. Run once per Kubernetes version that the sandbox imitates. Paths
 * are left out: the sandbox makes its own from its table of kinds.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { BUILTIN_KINDS, groupVersion } from '../../electron/sandbox/model/kinds.ts';

const [kubectl = 'kubectl', kubeconfig = ''] = process.argv.slice(2);
const read = (path: string): string => execFileSync(kubectl, ['--kubeconfig', kubeconfig, 'get', '--raw', path], { encoding: 'utf8', maxBuffer: 1 << 28 });

interface Component {
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

const schemas: Record<string, Component> = {};
const documents: Record<string, string[]> = {};
const wanted = new Map<string, Set<string>>();
for (const kind of BUILTIN_KINDS) {
  const name = kind.group === '' ? `api/${kind.version}` : `apis/${groupVersion(kind)}`;
  const kinds = wanted.get(name) ?? new Set();
  kinds.add(kind.kind).add(`${kind.kind}List`).add('Scale');
  wanted.set(name, kinds);
}
for (const [name, kinds] of wanted) {
  const { components } = JSON.parse(read(`/openapi/v3/${name}`)) as { components: { schemas: Record<string, Component> } };
  const reached = new Set<string>();
  const reach = (component: string): void => {
    if (reached.has(component)) return;
    reached.add(component);
    const text = JSON.stringify(components.schemas[component] ?? {});
    for (const [, reference = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) reach(reference);
  };
  for (const [component, schema] of Object.entries(components.schemas)) {
    if (schema['x-kubernetes-group-version-kind']?.some((each) => kinds.has(each.kind))) reach(component);
  }
  documents[name] = [...reached].sort();
  for (const component of reached) schemas[component] = components.schemas[component] ?? {};
}
const version = JSON.parse(read('/version')) as { gitVersion: string };
const text = JSON.stringify({ version: version.gitVersion, documents, schemas });
const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
writeFileSync(join(import.meta.dirname, '../../electron/sandbox/data/openapi.json.br'), packed);
process.stdout.write(`${Object.keys(schemas).length} schemas, ${text.length} bytes, ${packed.length} packed\n`);
