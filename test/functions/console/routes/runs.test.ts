import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Runs } from '../../../../functions/console/answers';
import { resultPath, runPath } from '../../../../core/ledger-layout';
import { ended, failed, record } from '../../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { startConsole } from '../local-console';

describe('the list of runs', () => {
  let stored: StoredCloud;
  let served: Awaited<ReturnType<typeof startConsole>>;
  const ask = async (query: string): Promise<Runs> => (await served.ask(`runs${query}`)).body as Runs;
  const names = ({ runs }: Runs) => runs.map(({ run }) => run);

  beforeAll(async () => {
    stored = await startStoredCloud();
    served = await startConsole(stored.cloud);
    const run = async (pipeline: string, name: string): Promise<void> => {
      await stored.put(runPath({ pipeline, run: name }), { ...record, pipeline, run: name });
    };
    const end = (pipeline: string, name: string, stage: string, result: object) =>
      stored.put(resultPath({ pipeline, run: name }, stage), result);
    await run('tickets', '20261121-aaaaaaaa');
    await run('tickets', '20261122-bbbbbbbb');
    await run('emails', '20261123-cccccccc');
    await end(
      'tickets',
      '20261121-aaaaaaaa',
      'deploy',
      ended('deploy', 0, 9, 'endpoint.deployed', { champion: 'lora-8' }),
    );
    await end('tickets', '20261122-bbbbbbbb', 'validate', failed('validate', 0, 9, 'no rows'));
  });
  afterAll(async () => {
    await served.stop();
    await stored.stop();
  });

  test('has the run begun last first, each with how it stands and what it has come to', async () => {
    const { total, runs } = await ask('');
    expect(total).toBe(3);
    expect(runs).toMatchObject([
      { pipeline: 'emails', run: '20261123-cccccccc', status: 'running', stage: 'validate' },
      { run: '20261122-bbbbbbbb', status: 'failed', stage: 'validate', outcome: 'no rows' },
      { run: '20261121-aaaaaaaa', status: 'deployed', outcome: 'lora-8' },
    ]);
  });

  test.each([
    ['?from=1&count=1', 3, ['20261122-bbbbbbbb']],
    ['?pipeline=tickets&count=1', 2, ['20261122-bbbbbbbb']],
    ['?status=deployed', 1, ['20261121-aaaaaaaa']],
    ['?status=running&pipeline=tickets', 0, []],
    ['?text=MAILS', 1, ['20261123-cccccccc']],
    ['?text=20261121', 1, ['20261121-aaaaaaaa']],
  ])('asked for %s is a window of those that are like it', async (query, total, shown) => {
    const found = await ask(query);
    expect([found.total, names(found)]).toEqual([total, shown]);
  });

  test('refuses a status that no run has', async () => {
    expect(await served.ask('runs?status=lost')).toMatchObject({ status: 400, body: { detail: 'no run is lost' } });
  });

  test('says of how many runs it knows the status', async () => {
    expect(await ask('?status=deployed')).toMatchObject({ all: 3, lookedAt: 3 });
  });

  test('reads of a run that has ended nothing twice', async () => {
    await ask('?status=deployed');
    await stored.objects.remove(
      `gs://artifacts/${resultPath({ pipeline: 'tickets', run: '20261121-aaaaaaaa' }, 'deploy')}`,
    );
    expect(names(await ask('?status=deployed'))).toEqual(['20261121-aaaaaaaa']);
  });
});
