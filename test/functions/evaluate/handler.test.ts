import { beforeEach, describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../functions/evaluate/handler';
import { PermanentError, RetryableError, TimeUpError } from '../../../core/errors';
import type { Answer, Question } from '../../../functions/shared/models/provider';
import { isNaive } from '../../../core/naive';
import { parsePrompt } from '../../../core/prompt';
import { defineStage } from '../../../functions/shared/stage/stage';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import production from '../../../schemas/examples/production.json';
import evaluationsTable from '../../../schemas/tables/evaluations.json';
import type { EvaluationReport, EventData } from '../../../schemas/generated/types';
import { createWorld, exampleRun, pushed, settled, type World } from '../fakes';
import { createFakeEvaluations, type FakeEvaluations } from './fake-evaluations';
import { createFakeBatches } from '../fake-batches';

const run = exampleRun(({ pipeline }) => void (pipeline.evaluation.maximumExamples = 50));
const tuned = finished.candidates[0]!.endpoint;
const event = () => pushed('landfall.tuning.finished.v1', finished as EventData['landfall.tuning.finished.v1']);

const line = (n: number) =>
  JSON.stringify({
    systemInstruction: { role: 'system', parts: [{ text: 'Sum up.' }] },
    contents: [
      { role: 'user', parts: [{ text: `question ${n}` }] },
      { role: 'model', parts: [{ text: `answer ${n}` }] },
    ],
  });

/** In training, and by their numbers alike, are a third of the examples; the answer to the last comes twice. */
const trained = [...Array.from({ length: 20 }, (_, n) => 3 * n), 57];
const rivals = ['naive:most-frequent', 'naive:first-words', 'naive:nearest'];

describe('evaluate', () => {
  let world: World;
  let evaluations: FakeEvaluations;
  let asked: Question[];
  let secondsPerAnswer: number;
  let says: (question: Question) => Omit<Answer, 'usage'> | undefined;
  let failAt: { question: number; error: Error } | undefined;
  /** The question from which on the provider has no quota left. */
  let busyFrom: number;
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    evaluations = createFakeEvaluations(world.objects);
    asked = [];
    failAt = undefined;
    busyFrom = Infinity;
    secondsPerAnswer = 0;
    says = () => undefined;
    await world.ledger.createRun(run);
    const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
    const output = { type: 'landfall.dataset.versioned.v1', data: versioned };
    await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output });
    world.objects.put(versioned.trainUri, trained.map(line).join('\n'));
    world.objects.put(versioned.evaluationUri, Array.from({ length: 60 }, (_, n) => `${line(n)}\n`).join(''));

    // The tuned model knows all answers, the base none, production every second.
    const generate = async (question: Question) => {
      asked.push(question);
      if (failAt?.question === asked.length) throw failAt.error;
      if (asked.length >= busyFrom) throw new RetryableError('RESOURCE_EXHAUSTED');
      await world.clock.sleep(secondsPerAnswer * 1000);
      const text = question.request.turns[0]!.text.replace('question', 'answer');
      const knows = question.model === tuned || (question.model === 'e/production' && Number(text.slice(7)) % 2 === 0);
      const usage = { inputTokens: 2, outputTokens: 2, thoughtTokens: 0 };
      const answer = { outcome: 'answered' as const, text: knows ? text : 'no idea', finishReason: 'STOP' };
      return { ...answer, ...says(question), usage };
    };
    receive = defineStage({
      name: 'evaluate',
      createDeps: () => ({
        ...world,
        ...evaluations,
        generationOf: () => ({ generate, modelOf: ({ id }) => `base/${id}` }),
        batchOf: createFakeBatches(world.objects).batchOf,
      }),
      handle: evaluate,
    });
  });

  const evaluated = () => world.published[0]!.data as EventData['landfall.model.evaluated.v1'];
  const models = () => Object.keys(evaluated().metrics).filter((subject) => !isNaive(subject));
  const reported = () => JSON.parse(world.objects.text(evaluated().reportUri)!) as EvaluationReport;

  test('asks base and tuned model the same held-out examples and measures both', async () => {
    await receive(event());
    expect(evaluated()).toMatchObject({
      examples: 50,
      metrics: { base: { exactMatch: 0, rougeL: 0 }, 'lora-8': { exactMatch: 1, rougeL: 1 } },
      intervals: { base: { exactMatch: [0, 0] }, 'lora-8': { exactMatch: [1, 1] } },
      candidates: [{ id: 'lora-8', endpoint: tuned }],
    });
    expect(Object.keys(evaluated().metrics)).toEqual(['base', 'lora-8', ...rivals]);
    const questions = (model: string) => asked.filter((each) => each.model === model).map(({ request }) => request);
    expect(questions(tuned!)).toEqual(questions('base/gemini-3.5-flash-lite'));
    expect(questions(tuned!)[0]).toEqual({
      system: 'Sum up.',
      turns: [{ role: 'user', text: expect.stringMatching(/^question \d+$/) }],
    });
  });

  test('reports every answer with its scores and its line', async () => {
    await receive(event());
    const report = JSON.parse(world.objects.text(evaluated().reportUri)!) as { predictions: { line: number }[] };
    expect(report.predictions).toHaveLength(50);
    expect(new Set(report.predictions.map(({ line }) => line)).size).toBe(50);
    expect(report.predictions[0]).toMatchObject({
      target: expect.stringMatching(/^answer/),
      answers: {
        base: { text: 'no idea', outcome: 'answered', scores: { exactMatch: 0 } },
        'lora-8': { scores: { exactMatch: 1 } },
      },
    });
  });

  test("reports of every model's answer its tokens and how long it took, and of naive rivals neither", async () => {
    secondsPerAnswer = 1;
    await receive(event());
    for (const { answers } of reported().predictions) {
      for (const name of ['base', 'lora-8']) {
        expect(answers[name]!.usage).toEqual({ inputTokens: 2, outputTokens: 2 });
        expect(answers[name]!.latencyMs).toBeGreaterThanOrEqual(1000);
      }
      for (const name of rivals) expect(Object.keys(answers[name]!)).not.toContain('latencyMs');
    }
  });

  describe('where a judge gives the scores', () => {
    const asking = (change: object = {}) => {
      const judgedRun = exampleRun(({ pipeline, baseModels }) => {
        Object.assign(pipeline.evaluation, {
          maximumExamples: 50,
          metrics: [
            'exactMatch',
            'rougeL',
            { metric: 'graded', judge: 'judge-1', rubric: 'Is it right?' },
            { metric: 'preferred', judge: 'judge-1', rubric: 'Is it right?', over: 'base' },
          ],
          ...change,
        });
        Object.assign(pipeline.deployment.gate, { metric: 'graded' });
        const [first] = Object.values(baseModels);
        baseModels['judge-1'] = { ...first, id: 'judge-1', price: { currency: 'USD', input: 1, output: 10 } };
      });
      world.objects.put(
        world.ledger.artifactUri(`runs/${run.pipeline}/${run.run}/run.json`),
        JSON.stringify(judgedRun),
      );
    };
    const isJudge = ({ model }: Question) => model === 'base/judge-1';
    const reply = (text: string) => ({ outcome: 'answered' as const, text, finishReason: 'STOP' });
    /** It knows a right answer when it sees one, and likes it better. */
    const fair = (question: Question) => {
      if (!isJudge(question)) return undefined;
      const { text } = question.request.turns[0]!;
      const quoted = (name: string) => new RegExp(`${name}: (".*")`).exec(text)?.[1];
      const reference = quoted('Reference');
      if (quoted('Answer') !== undefined) return reply(`{"score": ${quoted('Answer') === reference ? 5 : 1}}`);
      const [a, b] = [quoted('A') === reference, quoted('B') === reference];
      return reply(`{"preferred": "${a === b ? 'tie' : a ? 'A' : 'B'}"}`);
    };

    test('measures every answer by it, compares by it, and tells what it cost', async () => {
      asking();
      says = fair;
      await receive(event());
      const { metrics, comparisons, judgements } = evaluated();
      expect(metrics['lora-8']).toMatchObject({ graded: 1, preferred: 1 });
      expect(metrics['base']).toMatchObject({ graded: 0, preferred: 0.5 });
      expect(comparisons![0]).toMatchObject({
        metric: 'graded',
        candidate: 'lora-8',
        rival: 'base',
        verdict: 'better',
      });
      const { length } = asked.filter(isJudge);
      expect(judgements).toMatchObject([
        { metric: 'graded', judge: 'judge-1', unscored: 0, asked: 50 * (2 + rivals.length), currency: 'USD' },
        // Twice each, and of base not at all.
        { metric: 'preferred', asked: 2 * 50 * (1 + rivals.length) },
      ]);
      expect(judgements!.reduce((sum, { asked: own }) => sum + own, 0)).toBe(length);
      expect(judgements![0]!.price).toBeCloseTo((50 * (2 + rivals.length) * (2 * 1 + 2 * 10)) / 1e6, 9);
      expect(reported().predictions[0]!.answers['lora-8']!.scores).toMatchObject({ graded: 1, preferred: 1 });
    });

    test('has no numbers of a judge that answers in prose, and says why', async () => {
      asking();
      says = (question) => (isJudge(question) ? reply('A fine answer!') : undefined);
      await receive(event());
      const { metrics, comparisons, judgements } = evaluated();
      expect(Object.keys(metrics['lora-8']!)).toEqual(['exactMatch', 'rougeL']);
      const reason =
        'judge-1 said something else than was asked for of 50 of 50 examples, which is more than 10 %: "A fine answer!"';
      expect(judgements![0]).toMatchObject({ unscored: 50, unmeasured: reason });
      expect(comparisons![0]).toMatchObject({ verdict: 'not measurable', method: 'none', reasons: [reason] });
    });

    test('has no numbers of a judge that cannot be asked, and all others', async () => {
      asking();
      says = (question) => {
        if (isJudge(question)) throw new PermanentError('judge-1 is retired');
        return undefined;
      };
      await receive(event());
      const { metrics, comparisons, judgements } = evaluated();
      expect(metrics['lora-8']).toEqual({ exactMatch: 1, rougeL: 1 });
      expect(judgements).toMatchObject([{ unmeasured: 'judge-1 is retired' }, { unmeasured: 'judge-1 is retired' }]);
      expect(comparisons![0]).toMatchObject({ verdict: 'not measurable', reasons: ['judge-1 is retired'] });
    });

    test('goes without the few examples of which it answers in prose', async () => {
      asking();
      let judged = 0;
      says = (question) => (isJudge(question) && (judged += 1) <= 3 ? reply('Hm.') : fair(question));
      await receive(event());
      const { metrics, comparisons, judgements } = evaluated();
      const { unscored } = judgements![0]!;
      expect(unscored).toBeGreaterThan(0);
      expect(unscored).toBeLessThanOrEqual(3);
      expect(metrics['lora-8']!['graded']).toBe(1);
      expect(comparisons![0]).toMatchObject({ n: 50 - unscored });
    });

    test('asks a judge again that is busy for a moment', async () => {
      asking();
      let judged = 0;
      says = (question) => {
        if (isJudge(question) && (judged += 1) % 7 === 0) throw new RetryableError('RESOURCE_EXHAUSTED');
        return fair(question);
      };
      await receive(event());
      expect(evaluated().judgements).toMatchObject([{ unscored: 0 }, { unscored: 0 }]);
    });

    test('goes without the example at which alone a judge fails', async () => {
      asking();
      says = (question) => {
        if (isJudge(question) && question.request.turns[0]!.text.includes('Question: "question 5"'))
          throw new RetryableError('13 INTERNAL: oops', { mayBeOfInput: true });
        return fair(question);
      };
      await receive(event());
      expect(evaluated().judgements).toMatchObject([{ unscored: 1 }, { unscored: 1 }]);
      expect(evaluated().metrics['lora-8']!['graded']).toBe(1);
    });

    test('asks a judge nothing twice after a crash between report and record', async () => {
      asking();
      says = fair;
      world.objects.failNext('write', 'evaluate/result.json', new Error('killed'));
      await expect(receive(event())).rejects.toThrow('killed');
      const { length } = asked;
      await receive(event());
      expect(asked).toHaveLength(length);
    });
  });

  describe('where the pipeline asks for slices', () => {
    const lineageUri = `${versioned.cardUri}.lineage`;
    const ofSlices = (slicesOf: (n: number) => { slices?: string[] }) => {
      const { run: id } = run;
      const asking = exampleRun(({ pipeline }) => {
        Object.assign(pipeline.evaluation, { maximumExamples: 50, slices: ['channel'] });
      });
      world.objects.put(world.ledger.artifactUri(`runs/${run.pipeline}/${id}/run.json`), JSON.stringify(asking));
      world.objects.put(versioned.cardUri, JSON.stringify({ statistics: [], lineageUri }));
      const lines = Array.from({ length: 60 }, (_, n) =>
        JSON.stringify({ split: 'evaluation', line: n + 1, key: `k${n}`, ...slicesOf(n), origins: [] }),
      );
      world.objects.put(lineageUri, `${lines.join('\n')}\n`);
    };

    test('compares each candidate on each of them', async () => {
      ofSlices((n) => ({ slices: [n % 2 === 0 ? 'email' : 'chat'] }));
      await receive(event());
      const { slices } = evaluated();
      const better = { rival: 'base', verdict: 'better' };
      expect(slices!.toSorted((a, b) => (a.slice! < b.slice! ? -1 : 1))).toMatchObject([
        { slice: 'channel = chat', ...better },
        { slice: 'channel = email', ...better },
      ]);
      expect(slices!.reduce((sum, { n }) => sum + n, 0)).toBe(50);
      expect(reported().slices).toEqual(slices);
    });

    test('of a dataset version that knows of none has none', async () => {
      ofSlices(() => ({}));
      await receive(event());
      expect(evaluated().slices).toEqual([]);
    });
  });

  test('takes any of the references of the dataset for right, in scores, report, table and rivals', async () => {
    const lineageUri = `${versioned.cardUri}.lineage`;
    world.objects.put(versioned.cardUri, JSON.stringify({ statistics: [], lineageUri }));
    const further = (n: number) =>
      n % 2 === 0 ? { references: ['in short: no idea', 'no idea'] } : { references: [] };
    const lines = Array.from({ length: 60 }, (_, n) =>
      JSON.stringify({ split: 'evaluation', line: n + 1, key: `k${n}`, ...further(n), origins: [] }),
    );
    world.objects.put(lineageUri, `${lines.join('\n')}\n`);
    await receive(event());
    const { predictions } = reported();
    for (const { line: number, target, references, answers } of predictions) {
      const isEven = number % 2 === 1;
      expect(references).toEqual(isEven ? ['in short: no idea', 'no idea'] : undefined);
      expect(answers['base']!.scores['exactMatch']).toBe(isEven ? 1 : 0);
      expect(answers['lora-8']!.scores['exactMatch']).toBe(1);
      const rows = evaluations.rows.filter((row) => row['line'] === number);
      for (const row of rows) expect(row['references']).toEqual([target, ...(references ?? [])]);
    }
    expect(evaluated().metrics['base']!['exactMatch']).toBe(
      predictions.filter(({ references }) => references).length / 50,
    );
  });

  test('measures what the answers of each model come to besides how good they are', async () => {
    says = ({ model, request }) =>
      model === tuned && request.turns[0]!.text === 'question 7'
        ? { outcome: 'blocked', text: '', finishReason: 'SAFETY' }
        : undefined;
    await receive(event());
    const { measurements } = evaluated();
    expect(Object.keys(measurements!)).toEqual(['base', 'lora-8']);
    expect(measurements!['base']).toMatchObject({ blocked: { value: 0 }, inputTokens: { value: 2 } });
    expect(measurements!['lora-8']).toMatchObject({ blocked: { value: 1 / 50, atMost: expect.closeTo(0.1065, 4) } });
    expect(reported().measurements).toEqual(measurements);
  });

  describe('the rows of landfall.evaluations', () => {
    test('are every answer with what was asked, what it says, and what it cost, once however often evaluate runs', async () => {
      world.objects.failNext('write', 'evaluate/result.json', new Error('killed'));
      await expect(receive(event())).rejects.toThrow('killed');
      await receive(event());
      const { rows, jobs } = evaluations;
      expect(jobs).toEqual([`landfall-${run.pipeline}-${run.run}-evaluations`]);
      expect(rows).toHaveLength(5 * 50);
      const { line, prompt, target, answers } = reported().predictions[7]!;
      const ofExample = rows.filter((row) => row['line'] === line);
      expect(ofExample.map(({ subject }) => subject)).toEqual(['base', 'lora-8', ...rivals]);
      expect(ofExample[1]).toEqual({
        run: run.run,
        pipeline: run.pipeline,
        dataset: versioned.version,
        subject: 'lora-8',
        model: tuned,
        line,
        prompt,
        references: [target],
        text: answers['lora-8']!.text,
        outcome: 'answered',
        finish_reason: 'STOP',
        scores: [
          { name: 'exactMatch', value: 1 },
          { name: 'rougeL', value: 1 },
        ],
        input_tokens: 2,
        output_tokens: 2,
        latency_ms: 0,
        answered_at: '2026-11-23T10:00:00.000Z',
      });
    });

    test('have only columns that the table has, and all that it requires', async () => {
      await receive(event());
      const { fields } = evaluationsTable.schema;
      const required = fields.filter(({ mode }) => mode === 'REQUIRED');
      for (const row of evaluations.rows) {
        expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(row)));
        expect(Object.keys(row)).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
      }
    });

    test('have no more of a text than its first 10,000 characters, of which the report has all', async () => {
      says = ({ model }) =>
        model === tuned
          ? { outcome: 'answered', text: `${'x'.repeat(9_999)}👍${'x'.repeat(9_999)}`, finishReason: 'STOP' }
          : undefined;
      await receive(event());
      const texts = evaluations.rows
        .filter(({ subject }) => subject === 'lora-8')
        .map(({ text }) => (text as string).length);
      expect(new Set(texts)).toEqual(new Set([9_999]));
      expect(reported().predictions[0]!.answers['lora-8']!.text).toHaveLength(20_000);
    });

    test('are left to BigQuery when the time is up, and the run waits for the job', async () => {
      const waitsFor = { job: 'landfall-evaluations', location: 'us-central1' };
      evaluations.failNext(new TimeUpError('it goes on by itself', { waitsFor }));
      await receive(event());
      expect(world.published).toEqual([]);
      expect(await world.ledger.inFlight('evaluate').find(run)).toMatchObject({ waitsFor });
      await receive(event());
      expect(evaluations.rows).toHaveLength(5 * 50);
      expect(asked).toHaveLength(100);
    });

    test('stand in no way: where the table does not take them, the log says so', async () => {
      evaluations.failNext(new PermanentError('No such field'));
      await receive(event());
      expect(evaluated().examples).toBe(50);
      expect(world.lines).toContainEqual(
        expect.objectContaining({
          severity: 'ERROR',
          message: 'the answers are not in p.landfall.evaluations: No such field',
        }),
      );
    });
  });

  test('holds the answers of five examples at a time, however many there are and however long they are', async () => {
    let [held, most] = [0, 0];
    const reads: string[] = [];
    const read = world.objects.read.bind(world.objects);
    world.objects.read = async (uri) => {
      if (!uri.includes('/evaluate/parts/')) return read(uri);
      reads.push(uri);
      most = Math.max(most, (held += 1));
      return read(uri).finally(() => (held -= 1));
    };
    await receive(event());
    // Each part is read once more when the report is written, beside those of the same examples of the other subjects.
    expect(reads).toHaveLength(5 * 10);
    expect(most).toBe(5);
  });

  test('waits for the run that is at the gate as long as that takes, and goes on once it is decided', async () => {
    const other = { ...run, run: '20261122-00000001' };
    await world.ledger.createRun(other);
    const entry = { run: other.run, heldOut: 'rows', level: 0.05 };
    await world.ledger.replaceGateHistory({ pipeline: run.pipeline, decisions: [entry] }, undefined);
    await receive(event());
    expect(world.published).toEqual([]);
    // No round is counted against it: it may come back as often as it takes.
    expect(world.objects.uris().filter((uri) => uri.endsWith('rounds.json'))).toEqual([]);
    expect(await world.ledger.inFlight('evaluate').find(run)).toMatchObject({ waitsFor: { run: other.run } });

    const decided = { stage: 'deploy', status: 'failed' as const, startedAt: '', finishedAt: '' };
    await world.ledger.recordResult(other, decided);
    const questions = asked.length;
    await receive(event());
    expect(evaluated().comparisons).not.toEqual([]);
    expect(asked).toHaveLength(questions);
  });

  test('asks what another run has put into production meanwhile, before it compares', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    const find = world.ledger.findProduction.bind(world.ledger);
    const serving = [{ endpoint: 'e/production', share: 1 }];
    let looks = 0;
    world.ledger.findProduction = async (pipeline) => {
      if ((looks += 1) === 2) await world.ledger.replaceProduction({ ...production, serving, promptDigest }, undefined);
      return find(pipeline);
    };
    await receive(event());
    expect(evaluated()).toMatchObject({ production: production.run });
    const rivals = evaluated().comparisons!.map(({ rival }) => rival);
    expect(rivals).toEqual(expect.arrayContaining(['base', 'production']));
  });

  test('tells what it risks, that the held-out rows are worn out among it, in event and report', async () => {
    await receive(event());
    const { heldOut } = (await world.ledger.findGateHistory(run.pipeline))!.value.decisions[0]!;
    expect(evaluated().allowance).toEqual({ level: 0.05 });
    const decisions = Array.from({ length: 6 }, (_, n) => ({
      run: `20261122-0000000${n}`,
      heldOut,
      level: 0.05,
      promoted: false,
    }));
    const again = { ...run, run: '20261124-00000001' };
    await world.ledger.createRun(again);
    const { generation } = (await world.ledger.findGateHistory(run.pipeline))!;
    await world.ledger.replaceGateHistory({ pipeline: run.pipeline, decisions }, generation);
    const output = { type: 'landfall.dataset.versioned.v1', data: { ...versioned, run: again.run } };
    const times = { startedAt: '', finishedAt: '' };
    await world.ledger.recordResult(again, { stage: 'transform', status: 'succeeded', ...times, output });
    await receive(pushed('landfall.tuning.finished.v1', { ...finished, run: again.run } as never));
    const { allowance, reportUri } = world.published.at(-1)!.data as EventData['landfall.model.evaluated.v1'];
    expect(allowance!.wornOut).toContain('worn out');
    expect(world.objects.text(reportUri)).toContain(allowance!.wornOut);
  });

  test('asks production too, when it was tuned on the same prompt', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction(
      { ...production, serving: [{ endpoint: 'e/production', share: 1 }], promptDigest },
      undefined,
    );
    await receive(event());
    expect(evaluated().metrics['production']!.exactMatch).toBeGreaterThan(0.2);
    expect(evaluated().metrics['production']!.exactMatch).toBeLessThan(0.8);
    expect(evaluated().production).toBe(production.run);
  });

  test('goes on without a production that cannot be asked: it must not stand in the way of its successor', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction(
      { ...production, serving: [{ endpoint: 'e/gone', share: 1 }], promptDigest },
      undefined,
    );
    failAt = { question: 51, error: new PermanentError('NOT_FOUND: e/gone') };
    await receive(event());
    expect(models()).toEqual(['base', 'lora-8']);
    expect(evaluated().production).toBeUndefined();
    expect(world.lines).toContainEqual(
      expect.objectContaining({ severity: 'WARNING', message: expect.stringContaining('e/gone') }),
    );
  });

  test('does not mix the answers of two production models, when one replaces the other meanwhile', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction(
      { ...production, serving: [{ endpoint: 'e/old', share: 1 }], promptDigest },
      undefined,
    );
    busyFrom = 95;
    await expect(receive(event())).rejects.toThrow('RESOURCE_EXHAUSTED');
    await settled();
    busyFrom = Infinity;
    const { generation } = (await world.ledger.findProduction(run.pipeline))!;
    await world.ledger.replaceProduction(
      { ...production, serving: [{ endpoint: 'e/new', share: 1 }], promptDigest },
      generation,
    );
    await receive(event());
    expect(asked.filter(({ model }) => model === 'e/new')).toHaveLength(50);
  });

  const silent = (model: string, upTo: number, finishReason = 'MAX_TOKENS') => {
    let left = upTo;
    says = (question) =>
      question.model === model && left-- > 0 ? { outcome: 'empty', text: '', finishReason } : undefined;
  };

  /** As a model does that reads no more than so much: which question it is decides, and not how often it was asked. */
  const tooLong = (model: string, numbers: number[]) => {
    const rejection = { message: 'The input token count (501) exceeds the maximum number of tokens allowed (383).' };
    says = ({ model: asks, request }) =>
      asks === model && numbers.includes(Number(request.turns[0]!.text.slice('question '.length)))
        ? { outcome: 'rejected', text: '', finishReason: 'INVALID_ARGUMENT', rejection }
        : undefined;
  };
  const questionsOf = () => [...new Set(asked.map(({ request }) => Number(request.turns[0]!.text.slice(9))))];

  describe('of examples that a model cannot be asked', () => {
    let numbers: number[];
    beforeEach(async () => {
      await receive(event());
      numbers = questionsOf();
      for (const uri of world.objects.uris().filter((each) => each.includes('/evaluate/')))
        await world.objects.remove(uri);
      world.published.length = 0;
    });

    test('scores none, counts them, and compares all on the others', async () => {
      tooLong('base/gemini-3.5-flash-lite', numbers.slice(0, 5));
      await receive(event());
      expect(evaluated()).toMatchObject({
        examples: 45,
        unscored: { base: 5 },
        metrics: { base: { exactMatch: 0 }, 'lora-8': { exactMatch: 1 } },
      });
      const report = JSON.parse(world.objects.text(evaluated().reportUri)!) as EvaluationReport;
      expect(report).toMatchObject({
        scored: 45,
        maximumUnscoredShare: 0.1,
        subjects: [
          { name: 'base', unscored: 5, empty: 0 },
          { name: 'lora-8', unscored: 0 },
          ...rivals.map((name) => ({ name, unscored: 0 })),
        ],
      });
      expect(report.predictions).toHaveLength(50);
      const rejected = report.predictions.filter(({ answers }) => answers['base']!.outcome === 'rejected');
      expect(rejected).toHaveLength(5);
      expect(rejected[0]!.answers['base']).toEqual({
        outcome: 'rejected',
        text: '',
        finishReason: 'INVALID_ARGUMENT',
        rejection: expect.stringContaining('input token count (501)'),
        scores: {},
      });
    });

    test('gives nobody the advantage: whoever is not asked what it would have got wrong, is not ahead by it', async () => {
      const promptDigest = parsePrompt(run.configuration.prompt).digest;
      const serving = [{ endpoint: 'e/production', share: 1 }];
      await world.ledger.replaceProduction({ ...production, serving, promptDigest }, undefined);
      // Production knows every second answer, and is not asked five of those that it does not know.
      const unknown = numbers.filter((number) => number % 2 === 1).slice(0, 5);
      tooLong('e/production', unknown);
      await receive(event());
      const { metrics, examples } = evaluated();
      expect(examples).toBe(45);
      expect(metrics['lora-8']!.exactMatch).toBe(1);
      const known = numbers.filter((number) => number % 2 === 0).length;
      expect(metrics['production']!.exactMatch).toBeCloseTo(known / 45, 12);
    });

    test('takes no more than a share: beyond it the model is not measured', async () => {
      tooLong(tuned!, numbers.slice(0, 6));
      await receive(event());
      expect((await world.ledger.findResult(run, 'evaluate'))!.error).toMatchObject({
        message:
          'lora-8 could not be asked 6 of 50 examples, which is more than 10 %: The input token count (501) exceeds the maximum number of tokens allowed (383).',
        fix: expect.stringContaining('evaluation.maximumUnscoredShare'),
      });
    });

    test('judges what the comparison is without in all: who costs it most is left out of it', async () => {
      const promptDigest = parsePrompt(run.configuration.prompt).digest;
      const serving = [{ endpoint: 'e/production', share: 1 }];
      await world.ledger.replaceProduction({ ...production, serving, promptDigest }, undefined);
      tooLong('e/production', numbers.slice(0, 4));
      const [ofProduction, ofBase] = [says, (tooLong('base/gemini-3.5-flash-lite', numbers.slice(4, 7)), says)];
      says = (question) => ofProduction(question) ?? ofBase(question);
      await receive(event());
      expect(evaluated()).toMatchObject({ examples: 47, unscored: { base: 3 } });
      expect(evaluated().metrics['production']).toBeUndefined();
      expect(evaluated().unmeasured).toEqual({
        production:
          'production is not compared: with it, the comparison is without 7 of 50 examples that not every model could be asked, which is more than 10 %',
      });
    });

    test('fails where no example is left that all could be asked', async () => {
      const share = exampleRun(({ pipeline }) => {
        Object.assign(pipeline.evaluation, { maximumExamples: 50, maximumUnscoredShare: 1 });
      });
      await world.ledger.createRun({ ...share, run: '20261123-00000009' });
      const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
      const output = { type: 'landfall.dataset.versioned.v1', data: { ...versioned, run: '20261123-00000009' } };
      const name = { pipeline: run.pipeline, run: '20261123-00000009' };
      await world.ledger.recordResult(name, { stage: 'transform', status: 'succeeded', ...times, output });
      tooLong(tuned!, numbers);
      await receive(pushed('landfall.tuning.finished.v1', { ...finished, ...name } as never));
      expect((await world.ledger.findResult(name, 'evaluate'))!.error!.message).toBe(
        'there is no held-out example that every model could be asked',
      );
    });
  });

  describe('of naive rivals', () => {
    let reads: number;
    beforeEach(() => {
      reads = 0;
      const openRead = world.objects.openRead.bind(world.objects);
      world.objects.openRead = (uri, ...rest) => {
        if (uri === versioned.trainUri) reads += 1;
        return openRead(uri, ...rest);
      };
    });

    test('measures what training alone answers to the same examples, and makes none of it a candidate', async () => {
      await receive(event());
      const numbers = questionsOf();
      const share = (knows: (number: number) => boolean) => numbers.filter(knows).length / numbers.length;
      expect(evaluated().metrics).toMatchObject({
        'naive:most-frequent': { exactMatch: share((number) => number === 57) },
        'naive:first-words': { exactMatch: 0 },
        'naive:nearest': { exactMatch: share((number) => number % 3 === 0) },
      });
      expect(Object.keys(evaluated().intervals!)).toEqual(['base', 'lora-8', ...rivals]);
      expect(evaluated().candidates.map(({ id }) => id)).toEqual(['lora-8']);
      expect(reported().subjects.slice(2)).toEqual(
        rivals.map((name) => ({ name, model: versioned.trainUri, empty: 0, unscored: 0 })),
      );
      for (const { answers, prompt, target } of reported().predictions) {
        const number = prompt.replace('question ', '');
        expect(answers['naive:most-frequent']).toMatchObject({ text: 'answer 57', outcome: 'answered' });
        expect(answers['naive:first-words']!.text).toBe(number);
        expect(answers['naive:nearest']!.text === target).toBe(Number(number) % 3 === 0);
      }
    });

    test('has a classifier among them where targets are labels, and counts the answers of none as wrong labels', async () => {
      const labels = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`answer ${n}`, 5]));
      world.objects.put(versioned.cardUri, JSON.stringify({ statistics: [{ labels }] }));
      await receive(event());
      expect(evaluated().metrics['naive:classifier']!.exactMatch).toBeGreaterThan(0.2);
      expect(Object.keys(evaluated().noLabel!)).toEqual(['base']);
    });

    test('makes them only where an answer of theirs is missing', async () => {
      busyFrom = 45;
      await expect(receive(event())).rejects.toThrow('RESOURCE_EXHAUSTED');
      await settled();
      busyFrom = Infinity;
      // Once to choose among the lines, and once to take those chosen.
      expect(reads).toBe(2);
      await receive(event());
      expect(reads).toBe(2);
      expect(evaluated().metrics['naive:nearest']).toBeDefined();
    });

    test('tells of their answers as no progress', async () => {
      await receive(event());
      const counted = world.lines.flatMap(({ progress }) => progress ?? []);
      expect(counted.length).toBeGreaterThan(0);
      for (const progress of counted) expect(progress).toMatchObject({ total: 100 });
    });

    test.each([
      ['is gone', () => world.objects.purge(versioned.trainUri), 'does not exist'],
      ['has no example', () => world.objects.put(versioned.trainUri, ''), 'there is no training example'],
    ])('goes on without them where the training file %s, and says why', async (_, spoil, reason) => {
      spoil();
      await receive(event());
      expect(Object.keys(evaluated().metrics)).toEqual(['base', 'lora-8']);
      const unmeasured = Object.fromEntries(rivals.map((name) => [name, expect.stringContaining(reason)]));
      expect(evaluated().unmeasured).toEqual(unmeasured);
      expect(reported().subjects.slice(2)).toMatchObject(
        rivals.map((name) => ({ name, unmeasured: expect.stringContaining(reason) })),
      );
    });
  });

  describe('of labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`answer ${n}`, 5]));
    beforeEach(() => {
      world.objects.put(versioned.cardUri, JSON.stringify({ statistics: [{ labels }] }));
    });

    test('counts the answers that are none of them, of each subject', async () => {
      await receive(event());
      expect(evaluated().noLabel).toEqual({ base: 50 });
      const report = JSON.parse(world.objects.text(evaluated().reportUri)!) as EvaluationReport;
      expect(report.subjects).toMatchObject([
        { name: 'base', noLabel: 50 },
        { name: 'lora-8', noLabel: 0 },
        { name: 'naive:most-frequent', noLabel: 0 },
        { name: 'naive:first-words', noLabel: 50 },
        { name: 'naive:nearest', noLabel: 0 },
        { name: 'naive:classifier', noLabel: 0 },
      ]);
      expect(report.predictions[0]!.answers).toMatchObject({ base: { isLabel: false }, 'lora-8': { isLabel: true } });
      expect(asked.every(({ choices }) => choices === undefined)).toBe(true);
    });

    test('does not count an empty answer as a wrong label too', async () => {
      silent(tuned!, 5);
      await receive(event());
      expect(evaluated().noLabel).toEqual({ base: 50 });
    });

    describe('where the pipeline restricts the answers to them', () => {
      const name = { pipeline: run.pipeline, run: '20261123-00000007' };
      beforeEach(async () => {
        const restricted = exampleRun(({ pipeline }) => {
          pipeline.evaluation.maximumExamples = 50;
          pipeline.generation.choices = 'targets';
        });
        await world.ledger.createRun({ ...restricted, ...name });
        const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
        const output = { type: 'landfall.dataset.versioned.v1', data: { ...versioned, ...name } };
        await world.ledger.recordResult(name, { stage: 'transform', status: 'succeeded', ...times, output });
      });
      const receiveRestricted = () => receive(pushed('landfall.tuning.finished.v1', { ...finished, ...name } as never));

      test('asks all alike for one of them', async () => {
        await receiveRestricted();
        expect(asked).toHaveLength(100);
        for (const { choices } of asked) expect(choices).toEqual(Object.keys(labels).toSorted());
      });

      test('asks nobody when the card is gone that says what they are', async () => {
        await world.objects.remove(versioned.cardUri);
        await receiveRestricted();
        expect(asked).toEqual([]);
        expect((await world.ledger.findResult(name, 'evaluate'))!.error).toMatchObject({
          message: `the card of dataset version ${versioned.version} is gone, and with it what is a label`,
          where: versioned.cardUri,
        });
      });
    });
  });

  test('says nothing of labels where the targets are texts of their own', async () => {
    await receive(event());
    expect(evaluated().noLabel).toBeUndefined();
  });

  test('fails when the base is silent, for a gate would compare with nothing', async () => {
    silent('base/gemini-3.5-flash-lite', Infinity);
    await receive(event());
    const { status, error } = (await world.ledger.findResult(run, 'evaluate'))!;
    expect(status).toBe('failed');
    expect(error).toMatchObject({
      message:
        'base gave no text for 50 of 50 examples (MAX_TOKENS), which is more than 10 %: nothing can be compared with it',
      where: 'base, base/gemini-3.5-flash-lite',
      fix: expect.stringContaining('raise generation.maxOutputTokens'),
    });
    expect(asked).toHaveLength(50);
  });

  test('measures a candidate that leaves as much unsaid as the pipeline takes', async () => {
    silent(tuned!, 5);
    await receive(event());
    expect(evaluated().metrics['lora-8']).toMatchObject({ exactMatch: 0.9 });
    const report = JSON.parse(world.objects.text(evaluated().reportUri)!);
    expect(report).toMatchObject({
      maximumEmptyShare: 0.1,
      subjects: [
        { name: 'base', empty: 0 },
        { name: 'lora-8', empty: 5 },
        ...rivals.map((name) => ({ name, empty: 0 })),
      ],
    });
  });

  test('fails at one more when no other candidate is left, with another remedy where no limit was the cause', async () => {
    silent(tuned!, 6, 'STOP');
    await receive(event());
    expect((await world.ledger.findResult(run, 'evaluate'))!.error).toMatchObject({
      message: expect.stringContaining('lora-8 gave no text for 6 of 50 examples (STOP)'),
      fix: expect.stringContaining('evaluation.maximumEmptyShare'),
    });
  });

  describe('of two candidates', () => {
    const other = { ...finished.candidates[0]!, id: 'lora-32', endpoint: `${tuned}-32` };
    const both = { ...finished, candidates: [finished.candidates[0]!, other] };
    const ofBoth = () => pushed('landfall.tuning.finished.v1', both as EventData['landfall.tuning.finished.v1']);

    test('leaves one that says too little out of the choice, with the reason, and measures the other', async () => {
      silent(tuned!, 6, 'STOP');
      await receive(ofBoth());
      const reason = expect.stringContaining('lora-8 gave no text for 6 of 50 examples (STOP)');
      expect(models()).toEqual(['base', 'lora-32']);
      expect(evaluated().unmeasured).toEqual({ 'lora-8': reason });
      // Its endpoint is removed with those of all that have lost.
      expect(evaluated().candidates.map(({ id }) => id)).toEqual(['lora-8', 'lora-32']);
      expect(JSON.parse(world.objects.text(evaluated().reportUri)!)).toMatchObject({
        subjects: [
          { name: 'base' },
          { name: 'lora-8', unmeasured: reason },
          { name: 'lora-32', empty: 0 },
          ...rivals.map((name) => ({ name })),
        ],
      });
    });

    test('fails when both say too little, with the reason of each', async () => {
      says = ({ model }) =>
        model.startsWith(tuned!) ? { outcome: 'empty', text: '', finishReason: 'MAX_TOKENS' } : undefined;
      await receive(ofBoth());
      expect((await world.ledger.findResult(run, 'evaluate'))!.error!.message).toMatch(
        /^lora-8 gave no text .*; lora-32 gave no text /,
      );
    });
  });

  test('does not measure a production that says nothing any more, and goes on', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    const serving = [{ endpoint: 'e/production', share: 1 }];
    await world.ledger.replaceProduction({ ...production, serving, promptDigest }, undefined);
    silent('e/production', Infinity);
    await receive(event());
    expect(models()).toEqual(['base', 'lora-8']);
    expect(evaluated().production).toBeUndefined();
  });

  test('asks each with what is known of its own base model, and says once what settings that does not act on', async () => {
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    const facts = { id: 'gemini-old', thinking: { budget: 128 }, ignoredSettings: ['temperature', 'topP'] };
    const older = exampleRun((configuration) => void (configuration.baseModels = { 'gemini-old': facts }));
    await world.ledger.createRun({ ...older, run: 'older' });
    const serving = [{ endpoint: 'e/production', share: 1 }];
    await world.ledger.replaceProduction(
      { ...production, run: 'older', base: 'gemini-old', serving, promptDigest },
      undefined,
    );
    await receive(event());
    const askedOf = (model: string) => asked.find((each) => each.model === model)!;
    expect(askedOf('e/production').base).toEqual(facts);
    expect(askedOf('e/production').generation).toEqual(run.configuration.pipeline.generation);
    expect(askedOf(tuned!).base).toMatchObject({ id: 'gemini-3.5-flash-lite' });
    expect(world.lines.filter(({ message }) => String(message).includes('acts on no'))).toEqual([
      expect.objectContaining({
        message: 'gemini-old acts on no temperature and no topP: what generation says of it has no effect',
      }),
    ]);
  });

  test('does not ask production about a prompt that it was never taught', async () => {
    await world.ledger.replaceProduction(
      { ...production, serving: [{ endpoint: 'e/production', share: 1 }], promptDigest: 'another' },
      undefined,
    );
    await receive(event());
    expect(models()).toEqual(['base', 'lora-8']);
  });

  test('goes on where it was after a crash: stored answers are not asked for again', async () => {
    busyFrom = 45;
    await expect(receive(event())).rejects.toThrow('RESOURCE_EXHAUSTED');
    await settled();
    busyFrom = Infinity;
    const before = asked.length;
    const stored = world.objects.uris().filter((uri) => uri.includes('/evaluate/parts/base-')).length * 5;
    expect(stored).toBeGreaterThanOrEqual(40);
    await receive(event());
    expect(asked.length - before).toBe(100 - stored);
  });

  test('stops when its time is up, and goes on when it is brought back, with the same outcome', async () => {
    await receive(event());
    // How long it takes is not the same when the machine is slower.
    const withoutSeconds = (text: string) =>
      text.replaceAll(/,"latencyMs":\d+/g, '').replaceAll(/"(median|latency)Seconds":\s*\{[^}]*\}/g, '');
    const outcome = () => [
      withoutSeconds(JSON.stringify(evaluated())),
      withoutSeconds(world.objects.text(evaluated().reportUri)!),
    ];
    const whole = outcome();
    for (const uri of world.objects.uris().filter((each) => each.includes('/evaluate/')))
      await world.objects.remove(uri);
    world.published.length = 0;
    asked.length = 0;

    secondsPerAnswer = 6;
    await receive(event());
    expect(world.published).toEqual([]);
    expect(await world.ledger.inFlight('evaluate').list()).toHaveLength(1);
    expect(asked.length).toBeLessThan(100);

    await receive(event());
    expect(await world.ledger.inFlight('evaluate').list()).toEqual([]);
    // Four parts of five were under way, of each at most four answers given: they are asked for again.
    expect(asked.length).toBeLessThanOrEqual(100 + 4 * 4);
    expect(world.published).toHaveLength(1);
    expect(outcome()).toEqual(whole);
  });

  test('asks nothing twice after a crash between report and record', async () => {
    world.objects.failNext('write', 'evaluate/result.json', new Error('killed'));
    await expect(receive(event())).rejects.toThrow('killed');
    await receive(event());
    expect(asked).toHaveLength(100);
  });

  test('asks nothing twice for a duplicate, one after the other or at once', async () => {
    await Promise.allSettled([receive(event()), receive(event())]);
    await receive(event());
    expect(asked).toHaveLength(100);
  });

  test('fails for a model that cannot be asked', async () => {
    failAt = { question: 1, error: new PermanentError('NOT_FOUND: endpoint') };
    await receive(event());
    expect(await world.ledger.findResult(run, 'evaluate')).toMatchObject({ status: 'failed' });
  });

  test('chooses the same examples whatever the order of the file', async () => {
    await receive(event());
    const first = asked.map(({ request }) => request.turns[0]!.text).slice(0, 50);
    const reversed = Array.from({ length: 60 }, (_, n) => `${line(59 - n)}\n`).join('');
    world.objects.put(versioned.evaluationUri, reversed);
    for (const uri of world.objects.uris().filter((each) => each.includes('/evaluate/')))
      await world.objects.remove(uri);
    asked.length = 0;
    await receive(event());
    expect(asked.map(({ request }) => request.turns[0]!.text).slice(0, 50)).toEqual(first);
  });
});
