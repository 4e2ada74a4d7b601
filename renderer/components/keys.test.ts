import { expect, it } from 'vitest';
import { keySigns } from './keys.ts';

it.each<[string, boolean, string[]]>([
  ['mod+k', false, ['Ctrl', 'K']],
  ['mod+k', true, ['\u2318', 'K']],
  ['ctrl+shift+x', true, ['\u2303', '\u21e7', 'X']],
  ['shift+F6', false, ['Shift', 'F6']],
  ['?', false, ['?']],
])('%s (Mac: %s) is %o', (keys, mac, signs) => {
  expect(keySigns(keys, mac)).toEqual(signs);
});
