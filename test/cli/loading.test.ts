import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../dist/cli');
const commands = readdirSync(join(folder, 'commands'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => join(folder, 'commands', name));

/** The files that a process has loaded once it has run `code`. */
function loadedBy(code: string): string[] {
  const script = `${code}\nprocess.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));`;
  const said = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return JSON.parse(said.trimEnd().split('\n').at(-1)!) as string[];
}

test('a command loads its own file and those of no other', () => {
  const prompt = 'pipelines/email-summary/prompt.yaml';
  const line = ['prompts', 'diff', prompt, prompt];
  const loaded = loadedBy(`void require(${JSON.stringify(join(folder, 'index.js'))}).main(${JSON.stringify(line)});`);
  expect(loaded.filter((path) => commands.includes(path))).toEqual([join(folder, 'commands/prompts.js')]);
});

test('a command loads no database before it needs one: only init does', () => {
  const loaded = loadedBy(commands.map((path) => `require(${JSON.stringify(path)});`).join('\n'));
  expect(loaded).toEqual(expect.arrayContaining(commands));
  expect(loaded.filter((path) => path.includes('duckdb'))).toEqual([]);
});
