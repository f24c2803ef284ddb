import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { warningLines } from '../../../cli/render/warning-lines';

test('a warning of several candidates is said once, at the first of them, and for each pipeline', () => {
  const warning = (pipeline: string, line: number) => ({
    pipeline,
    file: `${pipeline}.yaml`,
    line,
    reason: 'ends soon',
  });
  const lines = warningLines([warning('a', 3), warning('a', 4), warning('b', 9)]);
  expect(lines.map(stripVTControlCharacters)).toEqual(['! a.yaml:3  ends soon', '! b.yaml:9  ends soon']);
});
