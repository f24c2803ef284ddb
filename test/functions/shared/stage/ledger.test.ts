import { describe, expect, test } from '@jest/globals';
import { candidatesOf } from '../../../../core/candidates';
import { configurationOf } from '../../../../functions/shared/stage/ledger';
import example from '../../../../schemas/examples/run.json';
import type { PipelineSpec, Run } from '../../../../schemas/generated/types';

const recorded = (): Run => structuredClone(example) as unknown as Run;

describe("a run's configuration", () => {
  test('has the settings that were not there yet when it was recorded, as they are by default', () => {
    const run = recorded();
    const { tuning, evaluation } = run.configuration!.pipeline as Partial<PipelineSpec>;
    delete (tuning as Partial<PipelineSpec['tuning']>).maximumTokens;
    for (const candidate of tuning!.candidates) delete (candidate as Partial<typeof candidate>).checkpoints;
    delete (evaluation as Partial<PipelineSpec['evaluation']>).maximumEmptyShare;

    const configuration = configurationOf(run);
    const { pipeline } = configuration;
    expect(pipeline.tuning.maximumTokens).toBe(20_000_000);
    // Candidates had no kinds then, and one prompt for all.
    expect(candidatesOf(configuration)).toMatchObject([
      { id: 'lora-8', kind: 'tuned', prompt: 'prompt.yaml', adapterSize: 8, epochs: 3, checkpoints: 'last' },
      { id: 'lora-16', kind: 'tuned', prompt: 'prompt.yaml', adapterSize: 16, epochs: 3, checkpoints: 'last' },
    ]);
    expect(pipeline.evaluation.maximumEmptyShare).toBe(0.1);
  });

  test('is as it was recorded otherwise', () => {
    expect(configurationOf(recorded())).toMatchObject(example.configuration);
  });

  test('is asked for in vain of a run without one', () => {
    const run = recorded();
    delete run.configuration;
    expect(() => configurationOf(run)).toThrow(`the run ${run.run} has no configuration`);
  });
});
