/** A pipeline in production is retrained because somebody, or the clock, asks for it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RetrainingRequest } from '../../schemas/generated/types';
import { freshlyKept, wholeHour, type KeptDrift } from '../../core/drift/kept';
import { driftPath } from '../../core/ledger-layout';
import { eventually } from '../eventually';
import { local, summary } from './deployed-sample';
import { endBeforeTuning, tickMonitor } from './pubsub';

const pipeline = 'email-summary';
type Told = RetrainingRequest & { pipeline: string };

const retrain = async (why: string): Promise<Told> => {
  const { stdout } = await local.landfall('retrain', pipeline, '--why', why, '--json');
  return JSON.parse(stdout) as Told;
};
const requests = async (): Promise<RetrainingRequest[]> => {
  const { stdout } = await local.landfall('pipelines', '--json');
  const states = JSON.parse(stdout) as { name: string; retraining: RetrainingRequest[] }[];
  return states.find(({ name }) => name === pipeline)!.retraining;
};
const newestRun = async (): Promise<{ run: string; status: string }> => {
  const { stdout } = await local.landfall('runs', '--pipeline', pipeline, '--json');
  return (JSON.parse(stdout) as { run: string; status: string }[])[0]!;
};

describe('retraining', () => {
  beforeAll(endBeforeTuning);

  test('drops the last batch again, one run at a time, and goes on with what waits once that has ended', async () => {
    const first = await retrain('the shops have changed their names');
    expect(first).toMatchObject({ pipeline, cause: 'person', state: 'started', from: summary.run });
    const begun = await eventually(async () => {
      const { run } = await newestRun();
      return run === summary.run ? undefined : run;
    }, 'a run of the batch that was dropped again');

    const second = await retrain('prices have changed, too');
    expect(second).toMatchObject({ state: 'waiting', because: `run ${begun} is under way: one at a time` });
    expect(await requests()).toMatchObject([{ request: second.request, state: 'waiting' }]);

    await local.landfall('cancel', begun);
    await tickMonitor();
    const next = await eventually(async () => {
      const { run } = await newestRun();
      return run === begun ? undefined : run;
    }, 'the run that has waited');
    expect(await requests()).toEqual([]);
    await local.landfall('cancel', next);
  }, 120_000);

  test('monitor reads what was asked and answered, hour by hour, with no more rights than it has', async () => {
    const { cloud } = local;
    const drift = cloud.storage.bucket(cloud.status.buckets.artifacts).file(driftPath(pipeline));
    const now = wholeHour(new Date(cloud.now()));
    const fresh = freshlyKept(pipeline, summary.run, new Date(Date.parse(now) - 3 * 3_600_000));
    await drift.save(JSON.stringify(fresh));
    await tickMonitor();
    await eventually(async () => {
      const [text] = await drift.download();
      return (JSON.parse(text.toString()) as KeptDrift).until >= now;
    }, 'the hours until now in the drift that is kept');
    const { stdout } = await local.landfall('drift', pipeline, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ pipeline, quietWeeks: 100, signals: expect.any(Array) as unknown });
    const { stdout: log } = await local.landfall('logs', 'monitor', '--json');
    expect(log).not.toContain('"severity":"ERROR"');
  }, 120_000);

  test('what is settled is decided on no more', async () => {
    const { request } = await retrain('for nothing').then(async (told) => {
      await local.landfall('cancel', (await newestRun()).run);
      return told;
    });
    const { exitCode, stderr } = await local.landfall('approve', request);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('already')]);
  });
});
