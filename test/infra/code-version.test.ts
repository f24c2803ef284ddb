import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeVersion } from '../../infra/code-version';

const folder = mkdtempSync(join(tmpdir(), 'landfall-built-'));

beforeAll(() => {
  for (const name of ['tune', 'serve']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.js'), name);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('code has the version of the package and a digest of what was built, in whatever order it is named', () => {
  const version = codeVersion('.', folder, ['tune', 'serve']);
  expect(version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  expect(codeVersion('.', folder, ['serve', 'tune'])).toBe(version);
  expect(codeVersion('.', folder, ['serve'])).not.toBe(version);
});

test('what stands beside a function and is loaded by it is code too', () => {
  const version = codeVersion('.', folder, ['serve']);
  writeFileSync(join(folder, 'serve', 'late.js'), 'later');
  expect(codeVersion('.', folder, ['serve'])).not.toBe(version);
});

test('functions that have not been built are named', () => {
  expect(() => codeVersion('.', folder, ['tune', 'watch', 'bury'])).toThrow(
    `not built in ${folder}: watch, bury. Run npm run build first`,
  );
});
