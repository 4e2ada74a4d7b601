/** Random writes on the sandbox and on a real control plane: objects and managedFields must come out equal. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Cluster } from '../../electron/engine/cluster/index.ts';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonArray, isJsonObject, stringifyJson } from '../../shared/model/json.ts';
import { describeCluster, newNamespace, useCluster } from '../cluster/use.ts';
import { objectAt } from '../merge/client.ts';
import { KINDS, metadata } from '../merge/kinds.ts';
import { Random } from '../merge/random.ts';

const CASES = 6;
const UNSERVED = ['Gadget', 'NetworkPolicy'];
/** What each server makes up, and what its controllers write meanwhile. */
const OWN = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'time', 'clusterIP', 'clusterIPs', 'nodePort', 'healthCheckNodePort', 'status', 'namespace']);

function comparable(value: JsonValue | undefined): JsonValue {
  if (isJsonArray(value)) {
    // Entries stand in the order of their seconds, which two servers need not share.
    const managed = value.filter((each) => isJsonObject(each) && each['fieldsType'] !== undefined);
    if (managed.length === 0) return value.map(comparable);
    return managed.map(comparable).filter((each) => !/"manager":"(kube-controller-manager|kwok|kubelet)"/.test(stringifyJson(each))).toSorted((a, b) => (managerOf(a) < managerOf(b) ? -1 : 1));
  }
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !OWN.has(name)).map(([name, each]) => [name, comparable(each)]));
}

function managerOf(entry: JsonValue): string {
  return isJsonObject(entry) ? `${String(entry['operation'])} ${String(entry['manager'])}` : '';
}

describeCluster('random writes', () => {
  let sandbox: Sandbox;
  let ours: Cluster;
  let theirs: Cluster;
  let namespace: string;

  beforeAll(async () => {
    const open = (kubeconfig: string, context: string): Cluster => openCluster(context, loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context), '/nowhere', async () => undefined);
    sandbox = await startSandbox();
    ours = open(sandbox.kubeconfig, sandbox.context);
    theirs = open(useCluster().kubeconfig, useCluster().context);
    namespace = await newNamespace('random');
    await ours.client.request({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, action: 'create' });
  });

  afterAll(async () => {
    await Promise.all([ours.close(), theirs.close()]);
    await sandbox.close();
  });

  async function both(method: 'POST' | 'PUT' | 'PATCH', path: string, body: JsonObject, manager: string): Promise<void> {
    const send = async ({ client }: Cluster): Promise<JsonValue> => {
      try {
        const query = { fieldManager: manager, ...(method === 'PATCH' ? { force: true } : {}) };
        return comparable(await client.request({ method, path, body, query, contentType: method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json', action: 'write' }));
      } catch (error) {
        return { refused: String((error as { status?: number }).status) };
      }
    };
    const [mine, real] = await Promise.all([send(ours), send(theirs)]);
    expect(mine, `${method} by ${manager}: ${JSON.stringify(body)}`).toEqual(real);
  }

  for (const kind of KINDS.filter((each) => !UNSERVED.includes(each.kind))) {
    for (let seed = 1; seed <= CASES; seed++) {
      it(`${kind.kind}, seed ${seed}`, async () => {
        const random = new Random(seed);
        const name = `r${seed}`;
        const path = `${kind.apiVersion.includes('/') ? '/apis' : '/api'}/${kind.apiVersion}/namespaces/${namespace}/${kind.plural}`;
        const make = (): JsonObject => {
          const { ownerReferences: _owners, finalizers: _finalizers, ...meta } = metadata(random);
          return { apiVersion: kind.apiVersion, kind: kind.kind, ...kind.body(random), metadata: { ...meta, name } };
        };
        const quiet = (object: JsonObject): JsonObject => (kind.quiet === undefined ? object : { ...object, spec: { ...objectAt(object, 'spec'), ...objectAt(kind.quiet, 'spec') } });
        if (random.chance(0.5)) await both('POST', path, quiet(make()), 'creator');
        for (const manager of ['one', 'two', 'one']) await both('PATCH', `${path}/${name}`, quiet(make()), manager);
        await both('PUT', `${path}/${name}`, quiet(make()), 'putter');
      });
    }
  }
});
