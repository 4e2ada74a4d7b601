import { expect, it } from 'vitest';
import { keySigns } from './keys.ts';

it.each<[string, boolean, string[]]>([
  ['mod+k', false, ['Ctrl', 'K']],
  ['mod+k', true, ['\u2318', 'K']],
  ['shift+F6', false, ['Shift', 'F6']],
  ['?', false, ['?']],
])('%s (Mac: %s) is %o', (keys, mac, signs) => {
  expect(keySigns(keys, mac)).toEqual(signs);
});
