import { describe, expect, test } from '@jest/globals';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { local } from './shared-cloud';

describe('before anything is dropped', () => {
  test.each([
    [['run', 'nosuch'], /There is no run "nosuch"[\s\S]*nothing has been dropped yet/],
    [['report', 'nothing'], /There is no run "nothing"/],
    [['runs', '--pipeline', 'nosuch'], /There is no pipeline "nosuch"[\s\S]*the pipelines are: email-summary/],
    [
      ['pipelines', 'remove', 'emails-summary', '--yes'],
      /There is no pipeline[\s\S]*the same command with email-summary/,
    ],
  ])('%j is told that there is none', async (commandLine, stderr) => {
    const ended = await local.landfall(...commandLine);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  test('a pipeline without runs has none yet', async () => {
    const ended = await local.landfall('runs', '--pipeline', 'email-summary');
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No runs of email-summary.') });
  });

  test('a mistake in training.sql is told by drop with its line, and nothing is uploaded', async () => {
    const folder = join(local.pipelines, 'mistaken');
    cpSync(join(local.pipelines, 'email-summary'), folder, { recursive: true });
    const edit = (name: string, from: string, to: string) =>
      writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace(from, to));
    edit('pipeline.yaml', 'name: email-summary', 'name: mistaken');
    edit('training.sql', 'emails.summary AS target', 'emails.sumary AS target');
    const { exitCode, stdout, stderr } = await local.landfall('drop', 'mistaken', ...local.files);
    rmSync(folder, { recursive: true });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /sumary.*; nothing was dropped\.\n +Where +pipelines\/mistaken\/training\.sql, line 8, column \d+\n/,
    );
    const [landed] = await local.cloud.storage.bucket(local.cloud.status.buckets.landing).getFiles();
    expect(landed.filter(({ name }) => name.startsWith('mistaken/'))).toEqual([]);
  });

  test('to show what a removal would take away is done well, and says how to do it', async () => {
    const ended = await local.landfall('pipelines', 'remove', 'email-summary');
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('npx landfall pipelines remove email-summary --yes   (nothing was removed yet)'),
      stderr: '',
    });
  });
});
