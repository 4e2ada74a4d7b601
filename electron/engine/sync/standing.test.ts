import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { assessHealth } from '../health/index.ts';
import { standingOf } from './standing.ts';

const object = (apiVersion: string, kind: string, more: JsonObject): KubeObject => ({ apiVersion, kind, metadata: { name: 'a', generation: 1 }, ...more });
const deployment = (spec: JsonObject, status: JsonObject = {}) => object('apps/v1', 'Deployment', { spec, status: { observedGeneration: 1, ...status } });
const job = (...conditions: string[]) => object('batch/v1', 'Job', { status: { conditions: conditions.map((type) => ({ type, status: 'True', message: `it is ${type}` })) } });
const pod = (phase: string) => object('v1', 'Pod', { spec: { restartPolicy: 'Never' }, status: { phase } });

it.each<[string, 'apply' | 'hook', KubeObject, KubeObject | undefined, string, RegExp]>([
  ['a ConfigMap', 'apply', object('v1', 'ConfigMap', {}), undefined, 'done', /^$/],
  ['a Deployment without pods', 'apply', deployment({ replicas: 3 }), undefined, 'waiting', /0 out of 3/],
  ['a Deployment with its pods', 'apply', deployment({ replicas: 1 }, { updatedReplicas: 1, replicas: 1, availableReplicas: 1 }), undefined, 'done', /^$/],
  ['a Deployment past its deadline', 'apply', deployment({ replicas: 1 }, { conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }), undefined, 'failed', /Degraded: .*deadline/],
  ['a Deployment that somebody paused', 'apply', deployment({ paused: true }), deployment({}), 'waiting', /paused/],
  ['a Deployment that Git pauses', 'apply', deployment({ paused: true }), deployment({ paused: true }), 'done', /paused/],
  ['a Job hook that runs', 'hook', job(), undefined, 'waiting', /Progressing/],
  ['a Job hook that is complete', 'hook', job('Complete'), undefined, 'done', /it is Complete/],
  ['a Job hook that failed', 'hook', job('Failed'), undefined, 'failed', /it is Failed/],
  ['a suspended Job hook', 'hook', object('batch/v1', 'Job', { spec: { suspend: true } }), object('batch/v1', 'Job', { spec: { suspend: true } }), 'waiting', /Suspended/],
  ['a Pod hook that succeeded', 'hook', pod('Succeeded'), undefined, 'done', /^$/],
  ['a Pod hook that failed', 'hook', pod('Failed'), undefined, 'failed', /Degraded/],
  ['a Pod hook of which nothing is known', 'hook', pod('Unknown'), undefined, 'failed', /unknown/],
  ['a Pod of which nothing is known', 'apply', pod('Unknown'), undefined, 'waiting', /unknown/],
])('%s', (_name, act, live, desired, state, message) => {
  const standing = standingOf(act, assessHealth(live), desired);
  expect(standing).toEqual({ state, message: expect.stringMatching(message) });
});
