import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { deletionWords } from './deleting.ts';

const deleting = (kind: string, metadata: JsonObject = {}, more: JsonObject = {}) => deletionWords({ apiVersion: 'v1', kind, metadata: { name: 'x', deletionTimestamp: '2026-01-01T00:00:00Z', ...metadata }, ...more });

describe('an object that is being deleted', () => {
  it.each<[string, string, string]>([
    ['says since when', deleting('ConfigMap'), 'is being deleted since 2026-01-01T00:00:00Z'],
    ['says who holds it', deleting('ConfigMap', { finalizers: ['a.example.com/x', 'foregroundDeletion', 'b.example.com/y'] }), 'is being deleted since 2026-01-01T00:00:00Z: held by a.example.com/x, b.example.com/y; what it owns goes first'],
    ['says how it goes', deleting('ConfigMap', { finalizers: ['orphan'] }), 'is being deleted since 2026-01-01T00:00:00Z: what it owns is let go first'],
    ['a pod says its grace', deleting('Pod', { deletionGracePeriodSeconds: 30 }), 'is being deleted since 2026-01-01T00:00:00Z: its containers have 30 s to end'],
    ['no other kind has one', deleting('ConfigMap', { deletionGracePeriodSeconds: 0 }), 'is being deleted since 2026-01-01T00:00:00Z'],
    [
      'a namespace says what is left',
      deleting('Namespace', {}, { status: { conditions: [{ type: 'NamespaceContentRemaining', status: 'True', message: 'configmaps. has 1' }, { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'all found' }, { type: 'Other', status: 'True', message: 'no' }] } }),
      'is being deleted since 2026-01-01T00:00:00Z: configmaps. has 1',
    ],
  ])('%s', (_what, said, expected) => {
    expect(said).toBe(expected);
  });
});
