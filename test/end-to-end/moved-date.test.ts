/** The local cloud in a year in which no base model of the catalog lives any more. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitForRun } from '../../operations/runs/follow';
import { createLedger } from '../../operations/ledger/ledger';
import { dropSample } from '../../cli/sample';
import { eventually } from '../eventually';
import { createTestCloud, type TestCloud } from './test-cloud';

let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud({ date: '2030-01-01' });
});
afterAll(() => local?.close());

test('a drop is refused before anything is uploaded, at the line of the base, with what to take instead', async () => {
  const { exitCode, stderr } = await local.landfall('drop', 'email-summary', ...local.files);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/nothing was dropped/);
  expect(stderr).toMatch(
    /email-summary\/pipeline\.yaml:\d+ {2}gemini-3\.5-flash-lite was promised for tuning until 2027-06-21/,
  );
  expect(stderr).toMatch(/the local cloud alone has landfall-tiny/);
  const [landed] = await local.cloud.storage.bucket(local.cloud.status.buckets.landing).getFiles();
  expect(landed).toEqual([]);
});

test('the sample of npm start goes on with the local model, says so, and its run records that', async () => {
  const { warnings } = await local.cloud.apply(['email-summary']);
  expect(warnings[0]!.reason).toMatch(/gemini-3\.5-flash-lite is past its date: goes on with landfall-tiny/);

  const { batch } = await dropSample(local.cloud, 'email-summary', local.directory);
  const reader = await createLedger(local.cloud).openRun(await waitForRun(local.cloud, 'email-summary', batch));
  expect(reader.record.createdAt).toMatch(/^2030-01-01T/);
  const { pipeline, baseModels } = reader.record.configuration!;
  expect(pipeline.tuning.candidates.map(({ base }) => base)).toEqual(['landfall-tiny', 'landfall-tiny']);
  expect(Object.keys(baseModels)).toEqual(['landfall-tiny']);

  const { vertex } = local.cloud.status.endpoints;
  const { project, region } = local.cloud.status;
  const jobs = await eventually(async () => {
    const asked = await fetch(`${vertex}/v1/projects/${project}/locations/${region}/tuningJobs`, {
      headers: { authorization: 'Bearer owner' },
    });
    const { tuningJobs = [] } = (await asked.json()) as { tuningJobs?: { baseModel: string; createTime: string }[] };
    return tuningJobs.length === 2 && tuningJobs;
  }, 'two tuning jobs');
  for (const job of jobs) {
    expect(job.baseModel).toMatch(/landfall-tiny$/);
    expect(job.createTime).toMatch(/^2030-01-01T/);
  }
});
