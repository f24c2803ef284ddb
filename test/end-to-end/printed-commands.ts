import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLedger } from '../../operations/ledger/ledger';
import type { RunSummary } from '../../operations/runs/summary';
import { eventually } from '../eventually';
import { local } from './shared-cloud';
import type { CommandResult } from './test-cloud';

/** Two fields in the prompt, with all that a shell would act on. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  question: `What's the price of "item ${i}" & is $${i} right?\nAsk *${['Ana', 'Bo', 'Cy'][i % 3]}*`,
  context: `It costs ${i} dollars; \`${i}\` is its number (${'it is new; '.repeat(i % 4)}and -- it is here).`,
  answer: ['yes', 'no', 'maybe'][i % 3]!,
}));

/** Commands that an output tells to type, but for those that do the whole run once more. */
const printed = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => !/^ +Again /.test(line))
    .flatMap((line) => /npx landfall .*/.exec(line)?.[0] ?? [])
    .map((command) => command.replace(/ {3}\(.*\)$/, ''));

/** As pasted into a shell, where npx finds this checkout's command. */
function paste(command: string): Promise<CommandResult> {
  const bin = resolve(__dirname, '../../bin/landfall.js');
  const script = `npx() { shift; '${process.execPath}' '${bin}' "$@"; }\n${command}`;
  const env = { ...process.env, LANDFALL_DIRECTORY: local.directory, NO_COLOR: '1' };
  return new Promise((done) => {
    const child = execFile('bash', ['-c', script], { env, maxBuffer: 1 << 26 }, (_, stdout, stderr) =>
      done({ exitCode: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

describe('every command that is printed does what it says, as it stands', () => {
  const outputs: Record<string, string> = {};
  let approved: CommandResult;
  const decision = (word: string): string =>
    printed(outputs['waiting']!).find((command) => command.includes(` ${word} `))!;

  beforeAll(async () => {
    const folder = join(local.directory, 'files', 'a folder');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "what's asked.jsonl");
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const made = await local.landfall('init', 'asked', file, '--pipelines', local.pipelines);
    const yaml = join(local.pipelines, 'asked', 'pipeline.yaml');
    const quick = readFileSync(yaml, 'utf8')
      .replace(/epochs: \d+/, 'epochs: 1')
      .replace(/minimum: [\d.]+/, 'minimum: 0')
      .replace(
        'against: [base, production]',
        'promote: unlessWorse\n    approval: required\n    against: [production]',
      );
    writeFileSync(yaml, quick);
    const [drop] = printed(made.stdout).slice(-1);
    const dropping = paste(drop!);
    const ledger = createLedger(local.cloud);
    await eventually(async () => {
      const asked = (await ledger.listRuns()).find(({ pipeline }) => pipeline === 'asked');
      return asked && (await (await ledger.openRun(asked)).readResults()).has('evaluate');
    }, 'an evaluated run');
    const waiting = await eventually(async () => {
      const runs = JSON.parse((await local.landfall('runs', '--json')).stdout) as RunSummary[];
      return runs.find(({ rollout }) => rollout?.waiting);
    }, 'a run that waits for approval');
    outputs['waiting'] = (await local.landfall('run', waiting.run)).stdout;
    approved = await paste(decision('approve'));
    const dropped = await dropping;
    if (dropped.exitCode !== 0) throw new Error(`${drop} exited with ${dropped.exitCode}:\n${dropped.stderr}`);
    const run = /landfall run (\S+)/.exec(dropped.stdout)![1]!;
    Object.assign(outputs, {
      'drop --wait': dropped.stdout,
      run: (await local.landfall('run', run)).stdout,
      explain: (await local.landfall('explain', run)).stdout,
    });
  });

  test.each(['drop --wait', 'run', 'explain'])('of %s', async (what) => {
    const commands = printed(outputs[what]!);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const { exitCode, stderr } = await paste(command);
      expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' });
    }
  });

  test('of a run that waits for approval: who approves deploys it, once, and it stays so', async () => {
    expect(approved).toMatchObject({ exitCode: 0, stderr: '' });
    const late = await paste(decision('reject'));
    expect(late).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/is over: deployed\.\n.*was deployed\n/) });
    const back = await local.landfall('rollback', 'asked');
    expect(back).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing is kept from before') });
  });

  test('of the model that is asked: all fields of the prompt, with the values of one held-out example', async () => {
    const [ask] = printed(outputs['drop --wait']!).filter((command) => command.includes(' ask '));
    const { stdout } = await paste(`${ask} --json`);
    expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'asked', text: expect.any(String) });
    expect(ask).toMatch(/ --input \$'question=.* --input 'context=/);
  });

  test('of a wrong question, the fields; of a wrong name, the pipelines that there are', async () => {
    const half = await local.landfall('ask', 'asked', '--input', 'context=x', '--input', 'colour=y');
    expect(half).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/missing: question\n.*no field of it: colour/),
    });
    const unknown = await local.landfall('ask', 'nosuch', 'x');
    expect(unknown).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/the pipelines are: .*asked.*email-summary/),
    });
    expect(unknown.stderr).not.toContain('npx landfall drop');
  });
});
