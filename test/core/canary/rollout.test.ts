import { describe, expect, test } from '@jest/globals';
import {
  beginCanary,
  deploymentIn,
  exposuresOf,
  goBack,
  settleStep,
  type StepVerdict,
} from '../../../core/canary/rollout';
import { armOf, endpointOf, endpointsOf, keptEndpoints } from '../../../core/production';
import canaryExample from '../../../schemas/examples/production.canary.json';
import example from '../../../schemas/examples/production.json';
import { isProduction } from '../../../schemas/generated/validators';
import type { Production } from '../../../schemas/generated/types';

const production: Production = example;
const withCanary = canaryExample as Production;
const at = new Date('2026-12-01T08:00:00.000Z');
const candidate = {
  ...deploymentIn(production),
  run: '20261201-00c0ffee',
  candidate: 'lora-16',
  endpoint: 'projects/landfall-local/locations/us-central1/endpoints/400',
};
const verdict = (step: number, decision: StepVerdict['decision'], run = candidate.run): StepVerdict => ({
  run,
  step,
  decision,
  reason: 'the test says so',
  at: '2026-12-01T09:00:00.000Z',
});
const begun = beginCanary(production, candidate, { steps: [0.1, 0.5, 1], at })!;

describe('a canary', () => {
  test('begins beside production, with its first share of the requests', () => {
    expect(begun).toMatchObject({
      run: production.run,
      canary: { run: candidate.run, step: 0, startedAt: at.toISOString() },
    });
    expect(begun.serving.map(({ share }) => share)).toEqual([0.9, 0.1]);
    expect(endpointsOf(begun)).toEqual([endpointOf(production), candidate.endpoint]);
    expect(armOf(begun, 0.95).endpoint).toBe(candidate.endpoint);
  });

  test('does not begin while another is under way', () => {
    expect(beginCanary(withCanary, candidate, { steps: [0.1, 1], at })).toBeUndefined();
  });

  test('is production at once where its first share is all', () => {
    const after = beginCanary(production, candidate, { steps: [1], at })!;
    expect(deploymentIn(after)).toEqual(candidate);
    expect(after).toMatchObject({ deployedAt: at.toISOString(), previous: deploymentIn(production) });
    expect(after).not.toHaveProperty('canary');
  });

  test('takes its steps as it passes them, and becomes production after the last', () => {
    const second = settleStep(begun, verdict(0, 'pass'))!;
    expect(second.canary).toMatchObject({ step: 1, steppedAt: '2026-12-01T09:00:00.000Z' });
    expect(second.serving.map(({ share }) => share)).toEqual([0.5, 0.5]);
    const after = settleStep(second, verdict(1, 'pass'))!;
    expect(deploymentIn(after)).toEqual(candidate);
    expect(after.serving).toEqual([{ endpoint: candidate.endpoint, share: 1 }]);
    expect(after.previous).toEqual(deploymentIn(production));
    expect(after).not.toHaveProperty('canary');
    expect(after.verdicts!.map(({ step }) => step)).toEqual([0, 1]);
  });

  test('takes its replicas along, and production its own, into production, out of it and back', () => {
    const [own, theirs] = [['us/1', 'eu/1'], ['eu/2']];
    const before = { ...production, replicas: own };
    const beside = beginCanary(before, { ...candidate, replicas: theirs }, { steps: [0.5], at })!;
    expect(endpointsOf(beside)).toEqual([endpointOf(production), candidate.endpoint, ...own, ...theirs]);
    const after = settleStep(beside, verdict(0, 'pass'))!;
    expect([after.replicas, after.previous!.replicas]).toEqual([theirs, own]);
    expect(keptEndpoints(after)).toEqual([candidate.endpoint, ...theirs, endpointOf(production), ...own]);
    expect(isProduction(after)).toBe(true);
    expect(goBack(after, { reason: 'r', at })!.replicas).toEqual(own);
    expect(beginCanary(before, candidate, { steps: [1], at })).not.toHaveProperty('replicas');
  });

  test('leaves production as it was when it is rolled back', () => {
    const { verdicts, ...after } = settleStep(begun, verdict(0, 'rollback'))!;
    expect(after).toEqual(production);
    expect(verdicts).toEqual([verdict(0, 'rollback')]);
  });

  test.each<[string, StepVerdict]>([
    ['of a step that is over', verdict(1, 'pass')],
    ["of another run's canary", verdict(0, 'rollback', '20261130-77aa01ce')],
  ])('does not heed a verdict %s', (_, late) => {
    expect(settleStep(begun, late)).toBeUndefined();
    expect(settleStep(production, late)).toBeUndefined();
  });

  test('is judged by what was counted in its steps so far', () => {
    const counts = [
      { step: 1, arm: 'canary' as const, asked: 30, bad: 1 },
      { step: 0, arm: 'control' as const, asked: 13_860, bad: 281 },
      { step: 0, arm: 'canary' as const, asked: 140, bad: 2 },
    ];
    expect(exposuresOf(withCanary.canary!, counts)).toEqual([
      { from: 0, to: 0.01, canary: { asked: 140, bad: 2 }, control: { asked: 13_860, bad: 281 } },
      { from: 0.01, to: 0.1, canary: { asked: 30, bad: 1 }, control: { asked: 0, bad: 0 } },
    ]);
  });

  test.each([begun, settleStep(begun, verdict(0, 'pass'))!, settleStep(begun, verdict(0, 'rollback'))!])(
    'is written as the schema has it',
    (after) => {
      expect(isProduction(after)).toBe(true);
    },
  );
});

describe('going back', () => {
  test('ends a canary first', () => {
    const { verdicts, ...after } = goBack(begun, { reason: 'a person said so', at })!;
    expect(after).toEqual(production);
    expect(verdicts).toEqual([{ ...verdict(0, 'rollback'), reason: 'a person said so', at: at.toISOString() }]);
  });

  test('brings back the model and the prompt before this one, and there is nothing before that', () => {
    const promoted = beginCanary(production, candidate, { steps: [1], at })!;
    const after = goBack(promoted, { reason: 'a person said so', at })!;
    expect(deploymentIn(after)).toEqual(deploymentIn(production));
    expect(goBack(after, { reason: 'and again', at })).toBeUndefined();
  });

  test('is refused when too little of the model before is known', () => {
    const previous = { run: '20261116-0b7d11ac', candidate: 'lora-4', endpoint: 'e/300' };
    expect(goBack({ ...production, previous }, { reason: 'a person said so', at })).toBeUndefined();
  });
});
