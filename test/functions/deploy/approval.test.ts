import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Approval } from '../../../core/approval';
import { approvalPath, waitingPath } from '../../../core/ledger-layout';
import { createDeploying, former, runWith, type Deploying } from './deploying';

const run = runWith({ gate: { approval: 'required' } });

describe('a champion that a person has to approve', () => {
  let world: Deploying;
  beforeEach(async () => {
    world = await createDeploying(run, { production: former.run });
    await world.ledger.replaceProduction(former, undefined);
  });
  const outcome = async () => (await world.ledger.findResult(run, 'deploy'))?.output;
  const decide = (approval: Partial<Approval>) =>
    world.objects.put(
      world.ledger.artifactUri(approvalPath(run)),
      JSON.stringify({ decision: 'approved', by: 'ana@example.com', at: '2026-11-24T08:00:00.000Z', ...approval }),
    );

  test('waits, and says for what and since when, however often it comes back', async () => {
    for (let times = 0; times < 150; times++) {
      await world.receive();
      await world.clock.advance(60_000);
    }
    expect(JSON.parse(world.objects.text(world.ledger.artifactUri(waitingPath(run)))!)).toMatchObject({
      for: 'approval',
      champion: 'lora-16',
      since: '2026-11-23T10:00:00.000Z',
      because: [expect.stringContaining('lora-16')],
    });
    expect((await world.ledger.inFlight('deploy').find(run))?.waitsFor).toEqual({ approval: run.run });
    expect(await outcome()).toBeUndefined();
    expect(await world.production()).toEqual(former);
    expect(world.asked).toEqual([]);
  });

  test('goes on when it is approved', async () => {
    await world.receive();
    decide({});
    await world.receive();
    expect(await outcome()).toMatchObject({ type: 'landfall.endpoint.deployed.v1' });
    expect(await world.production()).toMatchObject({ run: run.run, previous: { run: former.run } });
  });

  test('is refused when it is rejected, and says by whom and why', async () => {
    await world.receive();
    decide({ decision: 'rejected', reason: 'wait for the holidays' });
    await world.receive();
    expect(await outcome()).toMatchObject({
      type: 'landfall.deployment.refused.v1',
      data: { reasons: ['rejected by ana@example.com: wait for the holidays'] },
    });
    expect(await world.production()).toEqual(former);
  });

  test('is judged again: production that moved while it waited is not what it was compared with', async () => {
    await world.receive();
    const { generation } = (await world.ledger.findProduction(run.pipeline))!;
    await world.ledger.replaceProduction({ ...former, run: '20261124-00000000' }, generation);
    decide({});
    await world.receive();
    expect(await outcome()).toMatchObject({
      data: { reasons: [expect.stringContaining('has been replaced since by 20261124-00000000')] },
    });
  });
});
