import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';
import { checkBases } from '../../cli/base-checks';
import { namedBases } from '../../compiler/named-bases';
import { deployment } from '../deployment';

const folder = mkdtempSync(join(tmpdir(), 'landfall-bases-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, yaml: string): void => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'pipeline.yaml'), yaml);
};
write('a', 'tuning: { candidates: [{ base: gemini-3.5-flash-lite }, { base: gemini-3.5-flash-lite }] }');
write('b', 'tuning: { candidates: [{ base: gemini-2.5-flash }, { base: gemini-9 }, null, { base: 7 }] }');
write('c', 'tuning: { candidates: [{ base: gemini-3.5-flash-lite }] }\nname: 3');
write('broken', 'tuning: [');
mkdirSync(join(folder, 'no-pipeline'));

test('bases are found in every folder that can be read, each once a pipeline', () => {
  expect([...namedBases(folder)]).toEqual([
    ['gemini-3.5-flash-lite', ['a', 'c']],
    ['gemini-2.5-flash', ['b']],
    ['gemini-9', ['b']],
  ]);
});

test('doctor says until when each lives, and of one that does not what to take instead', () => {
  const checks = checkBases(namedBases(folder), loadCatalog(join(__dirname, '../..')), deployment);
  expect(checks).toMatchObject([
    {
      state: 'ok',
      found: expect.stringMatching(/^gemini-3\.5-flash-lite is open to tuning until .*: a, c$/) as unknown,
    },
    {
      state: 'optional',
      found: expect.stringMatching(/^gemini-2\.5-flash is closed to tuning since 2026-09-16 .*: b$/) as unknown,
      fix: 'take gemini-3.5-flash-lite, which is tuned in us-central1: tuning.candidates of pipelines/b/pipeline.yaml',
    },
    { state: 'optional', found: 'gemini-9 is not in the catalog: b' },
  ]);
});
