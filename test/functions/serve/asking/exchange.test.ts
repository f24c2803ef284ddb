import { beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../../core/errors';
import { parsePrompt } from '../../../../core/prompt';
import type { ServeDeps } from '../../../../functions/serve/deps';
import { exchange } from '../../../../functions/serve/asking/exchange';
import { createProductionCache } from '../../../../functions/serve/asking/production-model';
import type { Answer, Question } from '../../../../functions/shared/models/provider';
import { createPseudonyms } from '../../../../functions/serve/users/pseudonyms';
import production from '../../../../schemas/examples/production.canary.json';
import type { Configuration, EventData, Production } from '../../../../schemas/generated/types';
import { isPredictionMade } from '../../../../schemas/generated/event-validators';
import { createWorld, exampleRun, settled, type World } from '../../fakes';

type Row = EventData['landfall.prediction.made.v1'];

const input = { customer: 'Ana', body: 'It broke.' };
const usage = { inputTokens: 9, outputTokens: 5, thoughtTokens: 0 };
const answered: Answer = { outcome: 'answered', text: 'Ana has a broken jar.', finishReason: 'STOP', usage };
const tooLong = (tokens: number): Answer => ({
  outcome: 'rejected',
  text: '',
  finishReason: 'INVALID_ARGUMENT',
  rejection: { message: 'too long', tooLong: { tokens, limit: 500 } },
  usage,
});

describe('with a canary beside production', () => {
  let world: World;
  let deps: ServeDeps;
  let answers: Record<'control' | 'canary', () => Promise<Answer>>;
  let asked: Question[];

  /** Production with a canary in the first of the steps. */
  async function deploy(steps: number[], change: { run?: (run: Configuration) => void; canary?: object } = {}) {
    const canaryRun = exampleRun(change.run);
    await world.ledger.createRun({ ...exampleRun(), run: production.run });
    await world.ledger.createRun({ ...canaryRun, run: production.canary.run });
    const digestOf = ({ configuration }: typeof canaryRun) => parsePrompt(configuration.prompt).digest;
    const canary = { ...production.canary, endpoint: 'canary', promptDigest: digestOf(canaryRun), ...change.canary };
    const pointer = { ...production, promptDigest: digestOf(exampleRun()), canary: { ...canary, steps, step: 0 } };
    await world.ledger.replaceProduction({ ...pointer, serving: arms(steps[0]!) } as Production, undefined);
  }

  const arms = (share: number) => [
    { endpoint: 'control', share: 1 - share },
    { endpoint: 'canary', share },
  ];

  /** The same canary at another step. */
  async function moveTo(step: number) {
    const { value, generation } = (await world.ledger.findProduction(production.pipeline))!;
    const serving = arms(value.canary!.steps[step]!);
    await world.ledger.replaceProduction({ ...value, serving, canary: { ...value.canary!, step } }, generation);
    await world.clock.advance(2_000);
  }

  beforeEach(() => {
    world = createWorld();
    asked = [];
    answers = { control: async () => answered, canary: async () => answered };
    const generateAt = (question: Question) => {
      asked.push(question);
      return answers[question.model as keyof typeof answers]();
    };
    let ids = 0;
    deps = {
      ...world,
      generationOf: () => ({ generate: generateAt, modelOf: ({ id }) => id }),
      servingBucket: 'serving',
      groundingOf: undefined as never,
      pseudonymOf: createPseudonyms(world.objects, 'serving'),
      newId: () => `id-${++ids}`,
      pipelinesInProduction: async () => [production.pipeline],
    };
  });

  const findServing = (() => {
    const caches = new WeakMap<World, ReturnType<typeof createProductionCache>>();
    return () => {
      if (!caches.has(world)) caches.set(world, createProductionCache(deps));
      return caches.get(world)!(production.pipeline);
    };
  })();
  const ask = async (user?: string) => exchange(await findServing(), { input, ...(user && { user }) }, {}, deps);
  const rows = () => world.logged.map(({ data }) => data as Row);

  test('a user comes to the same arm always, and a growing share only adds to it', async () => {
    await deploy([0.1, 0.5]);
    const users = Array.from({ length: 1000 }, (_, n) => `user-${n}`);
    const seen: Set<string>[] = [];
    for (const step of [0, 1]) {
      await moveTo(step);
      const arms = async () => Promise.all(users.map(async (user) => (await ask(user)).run === production.canary.run));
      const [first, second] = [await arms(), await arms()];
      expect(second).toEqual(first);
      seen.push(new Set(users.filter((_, n) => first[n])));
    }
    expect([...seen[0]!].filter((user) => !seen[1]!.has(user))).toEqual([]);
    expect(seen[1]!.size).toBeGreaterThan(seen[0]!.size);
  });

  test.each([0.01, 0.1, 0.5])('requests without a user come to it by its share, %d', async (share) => {
    await deploy([share]);
    const n = 2_000;
    for (let each = 0; each < n; each++) await ask();
    const taken = rows().filter(({ arm }) => arm === 'canary').length;
    expect(Math.abs(taken / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
    expect(new Set(rows().map(({ key }) => key)).size).toBe(n);
  });

  test('either may be asked at its replicas, and the row has the endpoint that answered', async () => {
    await deploy([0.5], { canary: { replicas: ['canary at eu'] } });
    answers = { ...answers, canary: async () => ({ ...answered, endpoint: 'canary at eu' }) };
    for (const user of ['ana@example.com', 'bo@example.com', 'cy@example.com']) await ask(user);
    for (const [at, { model, replicas }] of asked.entries()) {
      expect(replicas).toEqual(model === 'canary' ? ['canary at eu'] : undefined);
      expect(rows()[at]!.endpoint).toBe(model === 'canary' ? 'canary at eu' : 'control');
    }
    expect(new Set(asked.map(({ model }) => model)).size).toBe(2);
  });

  test('each row says who answered, in which step, and what was drawn, and names the user nowhere', async () => {
    await deploy([0.5]);
    for (const user of ['ana@example.com', 'bo@example.com', 'cy@example.com']) await ask(user);
    for (const row of rows()) {
      expect(isPredictionMade(row)).toBe(true);
      expect(row).toMatchObject({ rollout: production.canary.run, step: 0, shadow: false, outcome: 'answered' });
      expect(row.key).toMatch(/^[0-9a-f]{64}$/);
      expect(row.arm).toBe(row.draw! >= 0.5 ? 'canary' : 'control');
      const own = row.arm === 'canary' ? production.canary : production;
      expect(row).toMatchObject({ endpoint: row.arm, run: own.run, model: own.model });
    }
    expect(new Set(rows().map(({ arm }) => arm)).size).toBe(2);
    expect(JSON.stringify(world.logged)).not.toContain('example.com');
  });

  test('without one a row says so', async () => {
    await deploy([0.5]);
    const { value, generation } = (await world.ledger.findProduction(production.pipeline))!;
    const { canary: _, ...alone } = { ...value, serving: [{ endpoint: 'control', share: 1 }] };
    await world.ledger.replaceProduction(alone, generation);
    await ask('ana');
    expect(rows()).toMatchObject([
      { rollout: null, step: null, arm: null, shadow: null, key: null, draw: null, outcome: 'answered' },
    ]);
  });

  test("the canary is asked with its own run's prompt, settings and base", async () => {
    const system = 'Say it in five words.';
    await deploy([1], {
      run: (configuration) => {
        configuration.prompt.system = system;
        configuration.pipeline.generation.maxOutputTokens = 7;
      },
    });
    await ask('ana');
    expect(asked).toMatchObject([
      {
        model: 'canary',
        request: { system },
        generation: { maxOutputTokens: 7 },
        base: { id: production.canary.base },
      },
    ]);
    expect(rows()[0]!.prompt_digest).not.toBe(
      (await world.ledger.findProduction(production.pipeline))!.value.promptDigest,
    );
  });

  test('a canary that fails tells its caller so, with the id of the row', async () => {
    await deploy([1]);
    answers.canary = async () => {
      throw new RetryableError('generating: UNAVAILABLE');
    };
    await expect(ask('ana')).rejects.toMatchObject({ status: 503, details: { id: expect.stringMatching(/^id-/) } });
    expect(rows()).toMatchObject([{ arm: 'canary', outcome: 'failed', finish_reason: 'generating: UNAVAILABLE' }]);
  });

  describe('that cannot be asked', () => {
    test.each<[string, Parameters<typeof deploy>[1], RegExp]>([
      ['has no run', { canary: { run: '20261201-00000000' } }, /the run 20261201-00000000 behind the model is gone/],
      ['was tuned on another prompt', { canary: { promptDigest: 'another' } }, /tuned on another prompt/],
      [
        'has other fields',
        { run: ({ prompt }) => void (prompt.user = 'Email: {{body}}') },
        /its prompt has the fields body, and production's has body, customer/,
      ],
    ])('as it %s, production answers, outside of what is compared', async (_, change, what) => {
      await deploy([1], change);
      expect(await ask('ana')).toMatchObject({ text: answered.text, run: production.run });
      expect(asked.map(({ model }) => model)).toEqual(['control']);
      expect(rows()).toMatchObject([
        { arm: 'canary', outcome: 'failed', endpoint: 'canary', finish_reason: expect.stringMatching(what) },
        { rollout: null, arm: null, outcome: 'answered', endpoint: 'control' },
      ]);
      expect(world.lines).toMatchObject([{ severity: 'ERROR', message: expect.stringMatching(what) }]);
    });

    test('for a moment only is asked within two seconds after it', async () => {
      await deploy([1]);
      world.objects.failNext('read', `${production.canary.run}/run.json`, new RetryableError('UNAVAILABLE'));
      for (const wait of [0, 2_000]) {
        await world.clock.advance(wait);
        await ask('ana');
      }
      expect(asked.map(({ model }) => model)).toEqual(['control', 'canary']);
    });
  });

  describe('in a step of no share', () => {
    test('it answers too, and only production is shown', async () => {
      await deploy([0, 0.5]);
      expect(await ask('ana')).toMatchObject({ run: production.run });
      const [one, other] = rows().toSorted((a, b) => a.endpoint.localeCompare(b.endpoint));
      expect(one).toMatchObject({ arm: 'canary', shadow: true, step: 0, endpoint: 'canary', outcome: 'answered' });
      expect(other).toMatchObject({ arm: 'control', shadow: false, step: 0, endpoint: 'control', outcome: 'answered' });
      expect(one!.key).toBe(other!.key);
    });

    test.each<[string, () => Promise<Answer>, string]>([
      ['an error', () => Promise.reject(new TypeError('no')), 'failed'],
      ['a blocked answer', async () => ({ ...answered, outcome: 'blocked', text: '' }), 'blocked'],
      ['an input that it does not take', async () => tooLong(900), 'rejected'],
    ])('%s of it never reaches the caller', async (_, canary, outcome) => {
      await deploy([0]);
      answers.canary = canary;
      expect(await ask('ana')).toMatchObject({ text: answered.text });
      expect(rows().filter(({ shadow }) => shadow)).toMatchObject([{ arm: 'canary', outcome }]);
    });

    test('an error of production is told though the canary has answered', async () => {
      await deploy([0]);
      answers.control = () => Promise.reject(new RetryableError('UNAVAILABLE'));
      await expect(ask('ana')).rejects.toMatchObject({ status: 503 });
      expect(
        rows()
          .map(({ arm, outcome }) => `${arm} ${outcome}`)
          .toSorted(),
      ).toEqual(['canary answered', 'control failed']);
    });

    test('nobody waits for it longer than an answer may take', async () => {
      await deploy([0], { run: ({ pipeline }) => void (pipeline.deployment.rollout.slowAfter = 5) });
      answers.canary = () => new Promise(() => {});
      await findServing();
      let isAnswered = false;
      const answer = ask('ana').finally(() => (isAnswered = true));
      await settled();
      await world.clock.advance(4_999);
      await settled();
      expect(isAnswered).toBe(false);
      await world.clock.advance(1);
      expect(await answer).toMatchObject({ run: production.run });
      expect(rows().filter(({ shadow }) => shadow)).toMatchObject([
        { outcome: 'failed', latency_ms: 5_000, finish_reason: 'there was no answer within 5 s' },
      ]);
    });
  });

  describe('on a base that reads less', () => {
    const other = { base: 'small' };

    test.each([
      ['an input that production would have taken is its failure', 600, 'failed'],
      ["an input that nobody takes is the caller's fault", 2_000_000, 'rejected'],
    ])('%s', async (_, tokens, outcome) => {
      const contextTokens = 1_000_000;
      await deploy([1], { canary: other });
      answers.canary = async () => tooLong(tokens);
      const serving = await findServing();
      const { base } = serving.control.deployment;
      serving.control.configuration.baseModels[base] = {
        ...serving.control.configuration.baseModels[base]!,
        contextTokens,
      };
      await expect(ask('ana')).rejects.toMatchObject({ status: 400 });
      expect(rows()).toMatchObject([{ arm: 'canary', outcome }]);
    });
  });
});
