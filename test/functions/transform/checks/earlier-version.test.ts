import { describe, expect, test } from '@jest/globals';
import type { DatasetCard, Production, StageResult } from '../../../../schemas/generated/types';
import { createContext, type TransformContext } from '../../../../functions/transform/context';
import { findEarlier } from '../../../../functions/transform/checks/earlier-version';
import { pointToLatest } from '../../../../functions/transform/latest-version';
import { createWorld, exampleRun } from '../../fakes';
import { createFakeWarehouse } from '../fake-warehouse';

const table = (version: string) => `demo.training.email_summary_${version}`;

/** A context in which these tables are, each with these columns. */
function contextOf(tables: Record<string, string[]>): TransformContext {
  const world = createWorld();
  const warehouse: TransformContext['deps']['warehouse'] = {
    ...createFakeWarehouse(world),
    until: () => warehouse,
    columns: async (name: string) => tables[name]?.map((column) => ({ name: column, type: 'STRING' })),
  };
  const config = { project: 'demo', dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
  const { signal } = new AbortController();
  return createContext({
    run: exampleRun(),
    deps: { ...world, warehouse, config },
    log: world.log,
    signal,
    isTimeUp: () => false,
  });
}

async function serve(version: string, context: TransformContext): Promise<void> {
  const name = { pipeline: context.run.pipeline, run: '20261101-00000001' };
  await context.deps.ledger.replaceProduction({ ...name, candidate: 'lora-8' } as Production, undefined);
  const output = { type: 'landfall.dataset.versioned.v1', data: { ...name, version } };
  await context.deps.ledger.recordResult(name, {
    stage: 'transform',
    status: 'succeeded',
    output,
  } as unknown as StageResult);
}

const make = (version: string, context: TransformContext) =>
  pointToLatest({ version, table: table(version) } as DatasetCard, context);

const columns = ['key', 'split_number'];

describe('the earlier version', () => {
  test('is the one in production, whatever was made since', async () => {
    const context = contextOf({ [table('aaaaaaaaaaaa')]: columns, [table('bbbbbbbbbbbb')]: columns });
    await serve('aaaaaaaaaaaa', context);
    await make('bbbbbbbbbbbb', context);
    expect(await findEarlier('cccccccccccc', context)).toEqual({
      name: 'version aaaaaaaaaaaa, in production',
      table: table('aaaaaaaaaaaa'),
    });
  });

  test('is the last one made while nothing is in production', async () => {
    const context = contextOf({ [table('bbbbbbbbbbbb')]: columns });
    await make('bbbbbbbbbbbb', context);
    expect(await findEarlier('cccccccccccc', context)).toMatchObject({ table: table('bbbbbbbbbbbb') });
  });

  test('is none at first, none when it is the same, and none when its table is gone or of another make', async () => {
    const context = contextOf({ [table('bbbbbbbbbbbb')]: columns, [table('old000000000')]: ['key', 'split'] });
    const reason = async (version: string) => findEarlier(version, context);
    expect(await reason('bbbbbbbbbbbb')).toEqual({ reason: 'there is no earlier version' });
    await make('bbbbbbbbbbbb', context);
    expect(await reason('bbbbbbbbbbbb')).toEqual({ reason: 'version bbbbbbbbbbbb, the last one made, is this one' });
    await make('dddddddddddd', context);
    expect(await reason('cccccccccccc')).toEqual({
      reason: 'the table of version dddddddddddd, the last one made, is gone',
    });
    await make('old000000000', context);
    expect(await reason('cccccccccccc')).toMatchObject({ reason: expect.stringContaining('is gone') });
  });
});
