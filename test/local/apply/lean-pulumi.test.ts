import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';

test('the program that declares loads neither the API of the engine nor the tree of npm', () => {
  // In a process of its own: Jest loads modules in its own way.
  const program = join(repositoryRoot(), 'dist/local/apply/program.js');
  const loaded = execFileSync(process.execPath, [
    '--print',
    `require(${JSON.stringify(program)}); process.disconnect?.(); Object.keys(require.cache).join('\\n')`,
  ]).toString();
  expect(loaded).toContain('@pulumi/pulumi/runtime/mocks.js');
  expect(loaded).not.toMatch(/@npmcli\/|@pulumi\/pulumi\/automation\/stack/);
});
