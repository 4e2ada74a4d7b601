import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { schemaFromOpenApiV3 } from '../../shared/merge/index.ts';
import { describeCluster, newNamespace, useCluster } from '../cluster/use.ts';
import { ApiClient, concurrently } from './client.ts';
import { nextSecond } from './clock.ts';
import { GADGET_DEFINITION } from './gadget.ts';
import type { Kind } from './kinds.ts';
import { GADGET, KINDS, OTHER_GADGET } from './kinds.ts';
import type { VersionedKind } from './subject.ts';
import { pathOf, Subject } from './subject.ts';
import { Tally } from './tally.ts';

/**
 * The judge of shared/merge: random objects on a real API server, and for each of them random applies by one and two
 * managers, forced or not, some of them wrong, PUTs and creations, as dry runs and by the module. judge.ts says what
 * must be equal. A failure names its subject; DRYDOCK_FUZZ_SEED=<seed> begins with that subject, and
 * DRYDOCK_FUZZ_ROUNDS multiplies how many there are.
 */
const FIRST_SEED = Number(process.env['DRYDOCK_FUZZ_SEED'] ?? 1);
const ROUNDS = Number(process.env['DRYDOCK_FUZZ_ROUNDS'] ?? 1);
const SUBJECTS = 12 * ROUNDS;
const TIMEOUT = { timeout: 60_000 * Math.max(1, ROUNDS) };
const APPLIES = 5;
const WIDTH = 16;

describeCluster('structured merge is what the server does', () => {
  let api: ApiClient;
  let namespace: string;

  beforeAll(async () => {
    api = await ApiClient.of(useCluster().kubeconfig);
    const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.merge.drydock.dev';
    const { body, status } = await api.request('APPLY', definition, { fieldManager: 'judge', force: 'true' }, GADGET_DEFINITION);
    expect(status, String(body['message'])).toBeLessThan(300);
    await vi.waitFor(async () => expect(await Promise.all([GADGET, OTHER_GADGET].map(served))).toEqual([true, true]), 30_000);
    namespace = await newNamespace('merge');
  });

  afterAll(() => api.close());

  async function served(kind: Kind): Promise<boolean> {
    const list = await api.request('GET', pathOf(kind, 'default'));
    const { body } = await api.request('GET', `/openapi/v3/${kind.document}`);
    return list.status === 200 && schemaFromOpenApiV3(body).find(kind.apiVersion, kind.kind) !== undefined;
  }

  async function withSchema(kind: Kind): Promise<VersionedKind> {
    const { body } = await api.request('GET', `/openapi/v3/${kind.document}`);
    const schema = schemaFromOpenApiV3(body).find(kind.apiVersion, kind.kind);
    if (schema === undefined) throw new Error(`${kind.apiVersion} ${kind.kind} is not in /openapi/v3/${kind.document}.`);
    return { kind, schema };
  }

  /** Stores subjects, compares, has each changed by somebody else, and compares again. */
  async function judge(kinds: readonly Kind[], firstSeed: number): Promise<Tally> {
    const versions = await Promise.all(kinds.map(withSchema));
    const subjects = Array.from({ length: SUBJECTS }, (_, index) => new Subject(api, versions, namespace, firstSeed + index));
    const tally = new Tally();
    await concurrently(subjects, WIDTH, (subject) => subject.store('one'));
    await nextSecond();
    await concurrently(subjects, WIDTH, (subject) => subject.compare(tally, APPLIES));
    await concurrently(subjects, WIDTH, async (subject, index) => {
      const turn = index % 4;
      if (turn === 1 || turn === 2) await subject.edit();
      if (turn === 0 || turn === 2) await subject.store('two');
      if (turn === 3) await subject.forget();
    });
    await nextSecond();
    await concurrently(subjects, WIDTH, (subject) => subject.compare(tally, APPLIES));
    return tally;
  }

  for (const kind of KINDS) {
    it.concurrent(`${kind.kind}, seeds ${FIRST_SEED} to ${FIRST_SEED + SUBJECTS - 1}`, TIMEOUT, async ({ expect: expecting }) => {
      const tally = await judge([kind], FIRST_SEED);
      expecting(tally.differences).toEqual([]);
      expecting(tally.total).toBeGreaterThanOrEqual(SUBJECTS * 2 * (APPLIES + 2));
      expecting(tally.invalidShare).toBeLessThan(kind === GADGET ? 0.2 : 0.06);
    });
  }

  it.concurrent(`Gadget at two versions, seeds ${FIRST_SEED + 100_000} to ${FIRST_SEED + 100_000 + SUBJECTS - 1}`, TIMEOUT, async ({ expect: expecting }) => {
    const tally = await judge([GADGET, OTHER_GADGET], FIRST_SEED + 100_000);
    expecting(tally.differences).toEqual([]);
    expecting(tally.invalidShare).toBeLessThan(0.2);
  });
});
