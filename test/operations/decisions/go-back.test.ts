import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rollBack } from '../../../operations/decisions/go-back';
import { beginCanary, deploymentIn, settleStep } from '../../../core/canary/rollout';
import { configurationPath, productionPath, rollbackPath, runPath } from '../../../core/ledger-layout';
import { endpointOf, endpointsOf } from '../../../core/production';
import { parsePrompt } from '../../../core/prompt';
import canaryExample from '../../../schemas/examples/production.canary.json';
import type { Production } from '../../../schemas/generated/types';
import { exampleRun } from '../../functions/fakes';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

const by = 'ada@example.com';
const pipeline = 'email-summary';
const path = productionPath(pipeline);
const promptDigest = parsePrompt(exampleRun().configuration.prompt).digest;
const { canary, verdicts: _, ...rest } = { ...(canaryExample as Production), promptDigest };
const previous = { ...rest.previous!, promptDigest };
/** lora-8, with lora-4 before it. */
const production: Production = { ...rest, previous, serving: [{ endpoint: endpointOf(rest), share: 1 }] };
const candidate = { ...deploymentIn(production), ...canary!, promptDigest };
const withCanary = beginCanary(production, candidate, { steps: [0.1, 0.5, 1], at: new Date('2026-11-30T09:00:00Z') })!;
const pass = (step: number) => ({
  run: candidate.run,
  step,
  decision: 'pass' as const,
  reason: 'no worse',
  at: '2026-11-30T10:00:00.000Z',
});

describe('going back', () => {
  let stored: StoredCloud;
  const now = () => stored.read<Production>(path);
  const goBack = (reason?: string) => rollBack(stored.cloud, pipeline, { by, reason });

  beforeAll(async () => {
    stored = await startStoredCloud();
    await stored.put(configurationPath(pipeline), {});
  });
  afterAll(() => stored.stop());
  beforeEach(async () => {
    for (const each of endpointsOf(withCanary)) stored.endpoints.add(each);
    stored.endpoints.add(previous.endpoint!);
    for (const { run } of [production, previous, candidate])
      await stored.put(runPath({ pipeline, run }), { ...exampleRun(), run });
  });

  test('brings exactly the model and the prompt before, and says on record who did it, and why', async () => {
    await stored.put(path, production);
    const done = await goBack('answers are cut off');
    expect(done).toMatchObject({ from: { candidate: 'lora-8' }, to: { candidate: 'lora-4' }, wasCanary: false });
    expect(deploymentIn((await now())!)).toEqual(previous);
    expect(await stored.read(rollbackPath({ pipeline, run: production.run }))).toMatchObject({
      by,
      reason: 'answers are cut off',
      to: { run: previous.run, candidate: 'lora-4' },
    });
  });

  test('ends a canary: production has all requests, and its verdict says who did it, even if production is gone', async () => {
    await stored.put(path, withCanary);
    stored.endpoints.delete(endpointOf(production));
    expect(await goBack()).toMatchObject({
      from: { candidate: 'lora-16' },
      to: { candidate: 'lora-8' },
      wasCanary: true,
    });
    const after = (await now())!;
    expect(after).toMatchObject({
      run: production.run,
      serving: [{ endpoint: endpointOf(production), share: 1 }],
      previous,
    });
    expect(after).not.toHaveProperty('canary');
    expect(after.verdicts).toMatchObject([
      { run: candidate.run, decision: 'rollback', reason: `rolled back by ${by}` },
    ]);
  });

  /** Somebody else is a little faster: after the command has read, and before it writes. */
  const whileAnother = async (writes: Production): Promise<StoredCloud['cloud']> => {
    let isWritten = false;
    return {
      ...stored.cloud,
      hasEndpoint: async (name) => {
        if (!isWritten) await stored.put(path, writes);
        isWritten = true;
        return stored.cloud.hasEndpoint(name);
      },
    };
  };

  test('a canary that passes its last step meanwhile is gone back from all the same', async () => {
    const last = settleStep(withCanary, pass(0))!;
    await stored.put(path, last);
    const cloud = await whileAnother(settleStep(last, pass(1))!);
    expect(await rollBack(cloud, pipeline, { by })).toMatchObject({ from: { run: candidate.run }, wasCanary: false });
    expect(deploymentIn((await now())!)).toEqual(deploymentIn(production));
  });

  test('two who go back at once go back once', async () => {
    await stored.put(path, withCanary);
    const cloud = await whileAnother({ ...production, verdicts: [{ ...pass(0), decision: 'rollback' }] });
    await expect(rollBack(cloud, pipeline, { by })).rejects.toMatchObject({
      message: `What was to be gone back from, run ${candidate.run}, is so no longer: somebody was faster.`,
      details: { why: `lora-8 of run ${production.run} is in production` },
    });
    expect((await now())?.run).toBe(production.run);
  });

  describe('right after a canary has ended, which may have been meant,', () => {
    const endedBefore = (minutes: number) => {
      const at = new Date(stored.cloud.now() - minutes * 60_000).toISOString();
      return stored.put(path, { ...production, verdicts: [{ ...pass(0), decision: 'rollback', at }] });
    };

    test('is refused, and changes nothing', async () => {
      await endedBefore(2);
      await expect(goBack()).rejects.toMatchObject({
        message: `The canary of run ${candidate.run} has ended, 2 minutes ago. Production stays as it is.`,
        exitCode: 2,
        details: { next: `npx landfall rollback email-summary --from ${production.run}` },
      });
      expect((await now())?.run).toBe(production.run);
    });

    test('goes back from the run that is named', async () => {
      await endedBefore(2);
      expect(await rollBack(stored.cloud, pipeline, { by, from: production.run })).toMatchObject({ wasCanary: false });
      expect((await now())?.run).toBe(previous.run);
    });

    test('does so without a name ten minutes later', async () => {
      await endedBefore(10);
      expect(await goBack()).toMatchObject({ wasCanary: false });
    });
  });

  test('goes back from no other run than the one that is named', async () => {
    await stored.put(path, withCanary);
    await expect(rollBack(stored.cloud, pipeline, { by, from: production.run })).rejects.toMatchObject({ exitCode: 2 });
    expect((await now())?.canary?.run).toBe(candidate.run);
  });

  test('does not wait for a Vertex AI that does not answer, but says so', async () => {
    await stored.put(path, production);
    const hasEndpoint = async () => {
      throw new Error('Vertex AI: HTTP 503');
    };
    const done = await rollBack({ ...stored.cloud, hasEndpoint }, pipeline, { by });
    expect(done).toMatchObject({ to: { candidate: 'lora-4' }, isEndpointKnown: false });
  });

  const { previous: _gone, ...first } = production;
  const { promptDigest: _digest, ...ofOld } = previous;
  test.each<[string, () => unknown, RegExp, string]>([
    [
      'nothing is before',
      () => stored.put(path, first),
      /Nothing is kept from before lora-8/,
      'npx landfall runs --pipeline email-summary',
    ],
    [
      'too little is known of what is before',
      () => stored.put(path, { ...production, previous: ofOld }),
      /Too little is known of the model before lora-8.*lora-4 of run 20261116-0b7d11ac/,
      'npx landfall run 20261116-0b7d11ac   (the line Again drops its batch once more)',
    ],
    [
      'its endpoint is gone',
      () => stored.endpoints.delete(previous.endpoint!),
      /The endpoint of lora-4 of run 20261116-0b7d11ac is gone.*endpoints\/300/,
      'npx landfall run 20261116-0b7d11ac   (the line Again drops its batch once more)',
    ],
    [
      'its prompt is another',
      () => stored.put(path, { ...production, previous: { ...previous, promptDigest: 'another' } }),
      /The prompt that lora-4 was tuned on is gone.*has another one on record/,
      'npx landfall runs --pipeline email-summary',
    ],
    [
      'its run is gone from the ledger',
      () => stored.objects.remove(`gs://artifacts/${runPath({ pipeline, run: previous.run })}`),
      /The prompt that lora-4 was tuned on is gone.*run 20261116-0b7d11ac is gone from the ledger/,
      'npx landfall runs --pipeline email-summary',
    ],
  ])('is refused, and changes nothing, where %s', async (_name, spoil, message, next) => {
    await stored.put(path, production);
    await spoil();
    const before = await now();
    const refused: Error & { details?: { why: string } } = await goBack().then(
      () => new Error('it went back'),
      (error: Error) => error,
    );
    expect(`${refused.message} ${refused.details?.why}`).toMatch(message);
    expect(refused).toMatchObject({ exitCode: 2, details: { next } });
    expect(await now()).toEqual(before);
  });

  test.each([
    ['a pipeline with nothing in production', pipeline, 'No model of email-summary is in production.'],
    ['a pipeline that there is not', 'email-sumary', 'There is no pipeline "email-sumary".'],
  ])('is refused of %s', async (_name, name, message) => {
    await stored.objects.remove(`gs://artifacts/${path}`);
    await expect(rollBack(stored.cloud, name, { by })).rejects.toMatchObject({ message, exitCode: 2 });
  });
});
