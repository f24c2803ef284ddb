import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('a command loads no database before it needs one: only init does', () => {
  const entry = join(__dirname, '../../dist/cli/index.js');
  const script = `require(${JSON.stringify(entry)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as string[];
  expect(loaded).toContain(entry);
  expect(loaded.filter((path) => path.includes('duckdb'))).toEqual([]);
});
