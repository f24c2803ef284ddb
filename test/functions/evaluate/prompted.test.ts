import { beforeEach, describe, expect, test } from '@jest/globals';
import { parsePrompt } from '../../../core/prompt';
import { shotsPath } from '../../../core/ledger-layout';
import { evaluate } from '../../../functions/evaluate/handler';
import type { Question } from '../../../functions/shared/models/provider';
import { defineStage } from '../../../functions/shared/stage/stage';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import type { EventData, PromptedCandidate } from '../../../schemas/generated/types';
import { createFakeBatches } from '../fake-batches';
import { createWorld, exampleRun, pushed, type World } from '../fakes';
import { createFakeEvaluations } from './fake-evaluations';

const shortPrompt = { user: 'Short: {{body}}' };
const { digest: shortDigest } = parsePrompt(shortPrompt);
const few = (id: string, examples: number, prompt = 'prompt.yaml'): PromptedCandidate => ({
  id,
  kind: 'prompted',
  base: 'gemini-3.5-flash',
  prompt,
  examples,
});
const prompted = [few('zero', 0), few('few', 3), few('short', 2, 'short.yaml')];
const run = exampleRun((configuration) => {
  configuration.candidates = prompted;
  configuration.prompts = { 'prompt.yaml': configuration.prompt, 'short.yaml': shortPrompt };
});

const line = (n: number, before: string) =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: `${before}question ${n}` }] },
      { role: 'model', parts: [{ text: `answer ${n}` }] },
    ],
  });
const linesOf = (numbers: number[], before: string) => numbers.map((n) => `${line(n, before)}\n`).join('');
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);

describe('candidates without tuning', () => {
  let world: World;
  let asked: Question[];
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;
  const none = { ...finished, candidates: [] } as EventData['landfall.tuning.finished.v1'];
  const evaluated = () => world.published[0]!.data as EventData['landfall.model.evaluated.v1'];
  const turnsOf = (count: number) => asked.filter(({ request }) => request.turns.length === count);

  beforeEach(async () => {
    world = createWorld();
    asked = [];
    await world.ledger.createRun(run);
    const variant = {
      promptDigest: shortDigest,
      trainUri: 'gs://b/short/train.jsonl',
      evaluationUri: 'gs://b/short/evaluation.jsonl',
    };
    const data = { ...versioned, variants: [variant] };
    const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
    const output = { type: 'landfall.dataset.versioned.v1' as const, data };
    await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output });
    world.objects.put(versioned.trainUri, linesOf(upTo(30, 100), ''));
    world.objects.put(versioned.evaluationUri, linesOf(upTo(40), ''));
    world.objects.put(variant.trainUri, linesOf(upTo(30, 100), 'Short: '));
    world.objects.put(variant.evaluationUri, linesOf(upTo(40), 'Short: '));

    // Whoever is shown examples has learnt of them how to answer.
    const generate = async (question: Question) => {
      asked.push(question);
      const { turns } = question.request;
      const text = turns.length > 1 ? turns.at(-1)!.text.replace(/^.*question/, 'answer') : 'no idea';
      const usage = { inputTokens: 2, outputTokens: 2, thoughtTokens: 0 };
      return { outcome: 'answered' as const, text, finishReason: 'STOP', usage };
    };
    receive = defineStage({
      name: 'evaluate',
      createDeps: () => ({
        ...world,
        ...createFakeEvaluations(world.objects),
        batchOf: createFakeBatches(world.objects).batchOf,
        generationOf: () => ({ generate, modelOf: ({ id }) => `projects/p/publishers/google/models/${id}` }),
      }),
      handle: evaluate,
    });
  });

  test('are examined beside each other, and offered to the gate, though nothing was tuned', async () => {
    await receive(pushed('landfall.tuning.finished.v1', none));
    const model = 'projects/p/publishers/google/models/gemini-3.5-flash';
    expect(evaluated().candidates).toEqual(
      prompted.map(({ id }) => ({ id, base: 'gemini-3.5-flash', endpoint: model, model })),
    );
    expect(evaluated().metrics).toMatchObject({
      zero: { exactMatch: 0 },
      few: { exactMatch: 1 },
      short: { exactMatch: 1 },
    });
    expect(evaluated().comparisons).toContainEqual(
      expect.objectContaining({ candidate: 'few', rival: 'base', verdict: 'better' }),
    );
  });

  test('are asked with the first of the same training examples before every question, each in its own prompt', async () => {
    await receive(pushed('landfall.tuning.finished.v1', none));
    const before = (questions: Question[], count: number) =>
      new Set(questions.map(({ request }) => JSON.stringify(request.turns.slice(0, count))));
    const [ofFew, ofShort] = [turnsOf(7), turnsOf(5)];
    expect([ofFew.length, ofShort.length]).toEqual([40, 40]);
    expect([before(ofFew, 6).size, before(ofShort, 4).size]).toEqual([1, 1]);
    const [shots, shortShots] = [ofFew[0]!.request.turns, ofShort[0]!.request.turns].map((turns) => turns.slice(0, -1));
    expect(shots).toMatchObject(
      shots!.map((_, place) => ({
        role: place % 2 === 0 ? 'user' : 'model',
        text: expect.stringMatching(/ 1\d\d$/) as unknown,
      })),
    );
    expect(ofShort.every(({ request }) => request.turns.at(-1)!.text.startsWith('Short: question '))).toBe(true);
    expect(shortShots!.map(({ text }) => text.replace('Short: ', ''))).not.toContain('question 0');
  });

  describe('with a prompt that says how it is answered, and has examples', () => {
    const shown = {
      user: 'Short: {{body}}',
      examples: [{ user: 'Short: question 777', model: 'answer 777' }],
      generation: { temperature: 0.7 },
    };
    const own = run.configuration.prompts!['prompt.yaml']!;
    const shownBefore = JSON.stringify([
      { role: 'user', parts: [{ text: 'Short: question 777' }] },
      { role: 'model', parts: [{ text: 'answer 777' }] },
    ]).slice(1, -1);

    beforeEach(async () => {
      const { ledger, objects } = world;
      const other = exampleRun((configuration) => {
        configuration.candidates = prompted;
        configuration.prompts = { 'prompt.yaml': own, 'short.yaml': shown };
      });
      objects.put(ledger.uri(run, 'run.json'), JSON.stringify(other));
      const result = ledger.uri(run, 'transform/result.json');
      objects.put(result, objects.text(result)!.replace(shortDigest, parsePrompt(shown).digest));
      for (const name of ['train', 'evaluation']) {
        const uri = `gs://b/short/${name}.jsonl`;
        objects.put(uri, objects.text(uri)!.replaceAll('"contents":[', `"contents":[${shownBefore},`));
      }
    });

    test('are asked as it says, with its examples once before each question; the others as the pipeline says', async () => {
      await receive(pushed('landfall.tuning.finished.v1', none));
      const short = asked.filter(({ request }) => request.turns.at(-1)!.text.startsWith('Short: '));
      expect(short).toHaveLength(40);
      for (const { request, generation } of short) {
        const texts = request.turns.map(({ text }) => text);
        expect(texts).toHaveLength(7);
        expect(texts.filter((text) => text === 'Short: question 777')).toHaveLength(1);
        expect(texts.slice(4, 6)).toEqual(['Short: question 777', 'answer 777']);
        expect(generation).toMatchObject({ temperature: 0.7, maxOutputTokens: 64 });
      }
      const others = asked.filter((question) => !short.includes(question));
      expect(new Set(others.map(({ generation }) => generation.temperature))).toEqual(new Set([0]));
    });
  });

  test('find their examples again when evaluate comes back: those on record are what is served', async () => {
    await receive(pushed('landfall.tuning.finished.v1', none));
    const kept = JSON.parse(world.objects.text(world.ledger.artifactUri(shotsPath(run, shortDigest)))!) as object[];
    expect(kept).toHaveLength(2);
    expect(kept.flat()).toEqual(turnsOf(5)[0]!.request.turns.slice(0, 4));
  });

  test('with a prompt that the dataset version was made without end the run, with what to do', async () => {
    world.objects.put(
      world.ledger.uri(run, 'transform/result.json'),
      world.objects.text(world.ledger.uri(run, 'transform/result.json'))!.replace(shortDigest, '0'.repeat(64)),
    );
    await receive(pushed('landfall.tuning.finished.v1', none));
    const result = await world.ledger.findResult(run, 'evaluate');
    expect(result).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('has no files in the prompt short.yaml') as unknown },
    });
  });
});
