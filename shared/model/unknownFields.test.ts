import { expect, it } from 'vitest';
import { z } from 'zod';
import { unknownFields } from './unknownFields.ts';

const schema = z.looseObject({ a: z.string(), list: z.array(z.looseObject({ b: z.string().default('') })).nullish(), map: z.record(z.string(), z.string()), inner: z.looseObject({ c: z.number().optional() }).optional() });

it.each<[unknown, readonly string[]]>([
  [{ a: '1' }, []],
  [{ a: '1', x: 1 }, ['spec.x']],
  [{ list: [{ b: '', y: 1 }, { y: 2 }, { z: 3 }] }, ['spec.list[].y', 'spec.list[].z']],
  [{ list: null, inner: { c: 1, d: {} } }, ['spec.inner.d']],
  [{ map: { anything: '1' } }, []],
  [{ list: 'no list', inner: [] }, []],
  ['text', []],
])('%j: %j', (value, expected) => expect(unknownFields(schema, value, 'spec')).toEqual(expected));
