import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { createJqRunner } from './index.ts';

const OBJECT: KubeObject = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: { replicas: 9007199254740993n, containers: [{ name: 'a' }, { name: 'b', image: 'x' }] } };

describe('jq paths', () => {
  const jq = createJqRunner(30_000);
  afterAll(() => jq.close());

  it.each<[string, unknown]>([
    ['.spec.replicas', { paths: [['spec', 'replicas']] }],
    ['.spec.containers[] | select(.name == "b") | .image', { paths: [['spec', 'containers', 1, 'image']] }],
    ['.spec.containers[]?.image', { paths: [['spec', 'containers', 0, 'image'], ['spec', 'containers', 1, 'image']] }],
    ['.spec.nothing?', { paths: [['spec', 'nothing']] }],
    ['.spec.replicas.below', { error: 'Cannot index number with string "below"' }],
    ['.spec.containers[', { error: 'syntax error, unexpected INVALID_CHARACTER' }],
    ['1 + 1', { error: expect.stringContaining('Invalid path expression') }],
  ])('%s', async (expression, expected) => {
    expect(await jq.paths(OBJECT, expression)).toEqual(expected);
  });
});

it('an expression that does not end is ended, and the next one is answered', async () => {
  // Long enough for the second one on a busy machine.
  const jq = createJqRunner(3_000);
  try {
    const endless = jq.paths(OBJECT, 'last(range(1e15)) | .a');
    const next = jq.paths(OBJECT, '.spec');
    expect(await endless).toEqual({ error: 'It took longer than 3 s.' });
    expect(await next).toEqual({ paths: [['spec']] });
  } finally {
    await jq.close();
  }
});
