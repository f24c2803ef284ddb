import { describe, expect, test } from '@jest/globals';
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

  test('to show what a removal would take away is done well, and says how to do it', async () => {
    const ended = await local.landfall('pipelines', 'remove', 'email-summary');
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('npx landfall pipelines remove email-summary --yes   (nothing was removed yet)'),
      stderr: '',
    });
  });
});
