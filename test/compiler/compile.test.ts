import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePipeline, type Compiled } from '../../compiler/compile';
import { deployment } from '../deployment';
import { showProblem } from '../../core/problem';
import type { BaseModel } from '../../catalog';
import type { ModelPrices } from '../../catalog/prices';
import type { Configuration } from '../../schemas/generated/types';

const anywhere = {
  tuningRegions: ['us-central1'],
  servingLocations: ['us'],
  tunedServingLocations: ['us'],
  lifecycle: [],
  successors: [],
};
const context = {
  embeddingModels: {},
  catalog: {
    'gemini-3.5-flash-lite': {
      id: 'gemini-3.5-flash-lite',
      tunable: true,
      adapterSizes: [1, 2, 4, 8],
      provider: 'vertex',
      ...anywhere,
    },
    'gemini-old': { id: 'gemini-old', tunable: false, provider: 'vertex', ...anywhere },
    moon: {
      id: 'moon',
      tunable: true,
      adapterSizes: [],
      provider: 'speaker',
      service: { name: 'moon' },
      preferenceTuning: true,
      ...anywhere,
    },
    sun: { id: 'sun', tunable: true, adapterSizes: [], provider: 'speaker', service: { name: 'sun' }, ...anywhere },
    'llama-9': {
      id: 'llama-9',
      tunable: true,
      adapterSizes: [8],
      provider: 'elsewhere',
      openWeights: {},
      ...anywhere,
    },
  } as Record<string, Pick<BaseModel, 'id' | 'tunable'>> as Record<string, BaseModel>,
  prices: {
    currency: 'USD',
    models: { 'gemini-3.5-flash-lite': { training: null, input: 0.33, output: 2.75, tunedFactor: 1.5 } },
  } as Pick<ModelPrices, 'currency'> as ModelPrices,
  deployment,
  replaceRetired: [],
  sql: { 'version/split.sql': 'SELECT 1' },
  codeVersion: '1.2.3+abc',
};

const files = {
  'pipeline.yaml': `name: mail
sources:
  emails: { format: jsonl, schema: emails.schema.json }
training: { sql: training.sql, prompt: prompt.yaml }
tuning:
  candidates:
    - { id: lora-8, base: gemini-3.5-flash-lite }
deployment: { gate: { metric: rougeL, minimum: 0.3 } }
`,
  'emails.schema.json': `{
  "type": "object",
  "properties": { "id": { "type": "string" } }
}
`,
  'training.sql': 'SELECT id AS key, id AS target FROM emails\n',
  'prompt.yaml': 'user: "Email: {{body}}"\n',
};

describe('compiling a pipeline', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-pipelines-'));
    mkdirSync(join(directory, 'mail'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'mail', name), text);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const compile = (): Compiled => compilePipeline(directory, 'mail', 'pipelines', context);
  const change = (file: string, from: string | RegExp, to: string): void => {
    const path = join(directory, 'mail', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const configuration = (): Configuration => {
    const compiled = compile();
    if (!('configuration' in compiled)) throw new Error(JSON.stringify(compiled));
    return compiled.configuration;
  };
  const problems = (): string[] => {
    const compiled = compile();
    return 'problems' in compiled ? compiled.problems.map(showProblem) : [];
  };

  describe('with a metric of its own', () => {
    const own = (code: string | undefined): void => {
      change(
        'pipeline.yaml',
        'deployment:',
        'evaluation: { metrics: [rougeL, { metric: javascript, file: own.js, name: own }] }\ndeployment:',
      );
      if (code !== undefined) writeFileSync(join(directory, 'mail', 'own.js'), code);
    };

    test('freezes its text in place of its file', () => {
      const code = 'const score = (answer, references) => Number(references.includes(answer));\n';
      own(code);
      const { digest, pipeline } = configuration();
      expect(pipeline.evaluation.metrics).toEqual(['rougeL', { metric: 'javascript', name: 'own', code }]);
      writeFileSync(join(directory, 'mail', 'own.js'), code.replace('Number', 'Boolean'));
      expect(configuration().digest).not.toBe(digest);
    });

    test.each([
      ['is not there', undefined, 'own.js:1: there is no such file'],
      ['is no JavaScript', 'const a = 1;\nfunction score( {', 'own.js:2: Unexpected end of input'],
      ['has no score', 'const a = 1;', 'own.js:1: the metric own is a function score(answer, references)'],
    ])('names file, line and reason when it %s', (_, code, expected) => {
      own(code);
      expect(problems()).toContainEqual(expect.stringContaining(`pipelines/mail/${expected}`));
    });
  });

  test('freezes what answers where production does not', () => {
    change('pipeline.yaml', 'deployment:', 'serving: { outcomes: { failed: [{ fallBack: moon }] } }\ndeployment:');
    expect(Object.keys(configuration().baseModels)).toEqual(['gemini-3.5-flash-lite', 'moon']);
  });

  test('freezes beside what is tuned what is asked as it is, of whatever provider and service', () => {
    change(
      'pipeline.yaml',
      /(?<=lora-8.*\n)/,
      '    - { id: a, kind: prompted, base: moon }\n    - { id: b, kind: prompted, base: sun }\n',
    );
    expect(Object.keys(configuration().baseModels)).toEqual(['gemini-3.5-flash-lite', 'moon', 'sun']);
  });

  describe('with a metric that a judge gives', () => {
    const judged = (judge: string): void => {
      change(
        'pipeline.yaml',
        'deployment:',
        `evaluation: { metrics: [rougeL, { metric: graded, judge: ${judge}, rubric: kind.md }] }\ndeployment:`,
      );
      writeFileSync(join(directory, 'mail', 'kind.md'), 'Is it kind?');
    };

    test('freezes rubric and judge', () => {
      judged('gemini-old');
      const { pipeline, baseModels } = configuration();
      expect(pipeline.evaluation.metrics[1]).toEqual({ metric: 'graded', judge: 'gemini-old', rubric: 'Is it kind?' });
      expect(Object.keys(baseModels)).toEqual(['gemini-3.5-flash-lite', 'gemini-old']);
    });

    test('freezes one of another provider than the candidates', () => {
      judged('llama-9');
      expect(Object.keys(configuration().baseModels)).toEqual(['gemini-3.5-flash-lite', 'llama-9']);
    });

    test('refuses one that is not in the catalog', () => {
      judged('gemini-new');
      expect(problems()).toEqual([expect.stringContaining('the judge gemini-new is not in the catalog')]);
    });
  });

  describe('with conversations that are kept', () => {
    const serving = (history: string): void =>
      change('pipeline.yaml', 'deployment:', `serving: { history: ${history} }\ndeployment:`);

    test('says for how long, and freezes the base that sums them up', () => {
      serving('{ summary: { model: gemini-old } }');
      const { pipeline, baseModels } = configuration();
      expect(pipeline.serving).toMatchObject({ history: { days: 30, tokens: 2000, summary: { model: 'gemini-old' } } });
      expect(Object.keys(baseModels)).toEqual(['gemini-3.5-flash-lite', 'gemini-old']);
    });

    test('refuses a base that is not in the catalog', () => {
      serving('{ summary: { model: gemini-new } }');
      expect(problems()).toEqual(['pipelines/mail/pipeline.yaml:8: base model "gemini-new" is not in the catalog']);
    });
  });

  describe('with a gate of a number that only all answers have', () => {
    const gate = (text: string): void => {
      change('pipeline.yaml', 'deployment: { gate: { metric: rougeL,', `deployment: { gate: { metric: ${text},`);
      change('pipeline.yaml', 'deployment:', 'evaluation: { metrics: [rougeL, macroF1] }\ndeployment:');
    };

    test('takes it, since models are compared by it', () => {
      gate('macroF1');
      expect(configuration().pipeline.deployment.gate.metric).toBe('macroF1');
    });

    test('asks about slices only where there are any, and by how much only of what is scored answer by answer', () => {
      gate('macroF1, noSliceWorse: 0.05');
      expect(problems()).toEqual([
        expect.stringContaining('the gate asks about slices, and evaluation.slices names no column'),
        expect.stringContaining('of which nobody can test that it is worse by more than so much'),
      ]);
    });

    test('refuses a margin, which nobody can test of it', () => {
      gate('macroF1, margin: 0.02');
      expect(problems()).toEqual([expect.stringContaining('the gate asks for macroF1 with a margin')]);
    });
  });

  test('gives one object with everything that a run needs, defaults filled in', () => {
    expect(configuration()).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      pipeline: {
        name: 'mail',
        sources: { emails: { format: 'jsonl', schema: 'emails.schema.json', form: 'rows', required: true } },
        batch: { complete: 'sources' },
        validation: expect.objectContaining({
          onInvalidRow: 'quarantine',
          maxInvalidShare: 0.05,
          checks: expect.objectContaining({ uniqueness: { level: 'fail', threshold: 0 } }) as unknown,
        }) as unknown,
        training: {
          sql: 'training.sql',
          prompt: 'prompt.yaml',
          split: { evaluationShare: 0.1, salt: 'v1', validationShare: 0 },
          deduplicate: 'exact',
          sampling: {},
        },
        tuning: {
          candidates: [
            {
              id: 'lora-8',
              kind: 'tuned',
              base: 'gemini-3.5-flash-lite',
            },
          ],
          strategy: 'all',
          halving: { factor: 3, minimumEpochs: 1 },
          probe: 'off',
          maximumTokens: 20_000_000,
          budget: { run: 50, month: 200 },
          onOverBudget: 'fail',
          from: 'base',
          maximumParallelJobs: 20,
          maximumDroppedShare: 0.1,
          deadlineHours: 24,
          onFailure: 'goOn',
        },
        evaluation: {
          metrics: ['exactMatch', 'rougeL'],
          maximumExamples: 200,
          maximumEmptyShare: 0.1,
          maximumUnscoredShare: 0.1,
          looks: 'auto',
        },
        generation: { temperature: 0, topP: 1, maxOutputTokens: 256, stopSequences: [] },
        serving: { outcomes: {} },
        retraining: { mode: 'suggest', cooldownDays: 7 },
        monitoring: { probes: true },
        deployment: {
          gate: {
            metric: 'rougeL',
            minimum: 0.3,
            margin: 0,
            gain: 0.05,
            level: 0.05,
            promote: 'better',
            against: ['base', 'naive', 'production'],
            approval: 'none',
          },
          rollout: {
            steps: [1],
            tolerance: 0.05,
            golden: 5,
            retentionDays: 30,
            askAfterDays: 14,
            onBaseEnd: 'promote',
          },
          idleMinutes: 30,
        },
      },
      rowSchemas: { emails: { type: 'object', properties: { id: { type: 'string' } } } },
      trainingSql: 'SELECT id AS key, id AS target FROM emails\n',
      candidates: [
        {
          id: 'lora-8',
          kind: 'tuned',
          base: 'gemini-3.5-flash-lite',
          prompt: 'prompt.yaml',
          adapterSize: 8,
          epochs: 3,
          learningRateMultiplier: 1,
          checkpoints: 'last',
        },
      ],
      prompts: { 'prompt.yaml': { user: 'Email: {{body}}' } },
      prompt: { user: 'Email: {{body}}' },
      sql: { 'version/split.sql': 'SELECT 1' },
      baseModels: {
        'gemini-3.5-flash-lite': {
          ...context.catalog['gemini-3.5-flash-lite'],
          price: { currency: 'USD', input: 0.33, output: 2.75, tunedFactor: 1.5 },
        },
      },
      codeVersion: '1.2.3+abc',
    });
  });

  test('has the same digest for the same meaning, and another for another', () => {
    const { digest } = configuration();
    change('pipeline.yaml', 'name: mail\n', '# a comment\nname: "mail"\n');
    expect(configuration().digest).toBe(digest);
    change('training.sql', 'SELECT', 'SELECT DISTINCT');
    expect(configuration().digest).not.toBe(digest);
  });

  test('lets checks that warn fail where nothing was written of them, and a check that is written mean what it says', () => {
    const checks = () => configuration().pipeline.validation.checks;
    expect(checks()).toMatchObject({
      references: { level: 'warn', threshold: 0, failAbove: 0.2 },
      unusedRows: { level: 'warn', threshold: 0.1, failAbove: 0.5 },
      exactDuplicates: { level: 'warn', threshold: 0.01, failAbove: 0.5 },
      conflictingTargets: { level: 'warn', threshold: 0, failAbove: 0.5 },
      targetLength: { level: 'warn', threshold: 0, failAbove: 0.5 },
    });
    change('pipeline.yaml', 'training:', 'validation: { checks: { references: { level: warn } } }\ntraining:');
    expect(checks().references).toEqual({ level: 'warn', threshold: 0 });
  });

  test('takes a column for the split, and lets no share be written beside it', () => {
    const withSplit = (split: string) =>
      change('pipeline.yaml', 'prompt: prompt.yaml', `prompt: prompt.yaml, split: ${split}`);
    withSplit('{ column: part }');
    expect(configuration().pipeline.training.split).toMatchObject({ column: 'part' });
    change('pipeline.yaml', '{ column: part }', '{ column: part, evaluationShare: 0.2, stratifyBy: target }');
    expect(problems()).toEqual([
      'pipelines/mail/pipeline.yaml:4: the split is the one that the column part says: evaluationShare has no say in it',
      'pipelines/mail/pipeline.yaml:4: the split is the one that the column part says: stratifyBy has no say in it',
    ]);
  });

  test.each([
    [
      'a setting that does not exist',
      'pipeline.yaml',
      'name: mail',
      'name: mail\nnmae: x',
      'pipeline.yaml:2: there is no setting "nmae"',
    ],
    ['a missing part', 'pipeline.yaml', /^deployment.*\n/m, '', 'pipeline.yaml:1: the file lacks "deployment"'],
    [
      'a value out of range',
      'pipeline.yaml',
      'minimum: 0.3',
      'minimum: 3',
      'pipeline.yaml:8: deployment.gate.minimum must be <= 1',
    ],
    [
      'an unknown format',
      'pipeline.yaml',
      'format: jsonl',
      'format: xml',
      'pipeline.yaml:3: sources.emails.format must be one of "auto", "jsonl", "json", "csv", "parquet"',
    ],
    [
      'a source name with capitals',
      'pipeline.yaml',
      'emails: {',
      'Emails: {',
      'pipeline.yaml:3: sources the name "Emails" must match pattern',
    ],
    ['YAML that is none', 'pipeline.yaml', 'sources:', 'sources: [', 'pipeline.yaml:4: Flow sequence'],
    [
      'a key that stands twice',
      'pipeline.yaml',
      'name: mail',
      'name: mail\nname: mail',
      'pipeline.yaml:2: Map keys must be unique',
    ],
    [
      'the name of another folder',
      'pipeline.yaml',
      'name: mail',
      'name: post',
      'pipeline.yaml:1: name is "post" but the folder is "mail"',
    ],
    [
      'a name that is a folder of the ledger',
      'pipeline.yaml',
      'name: mail',
      'name: datasets',
      'pipeline.yaml:1: name is a reserved name: runs, datasets, quarantine',
    ],
    [
      'a unique column that the row schema lacks',
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, unique: [id, day]',
      'pipeline.yaml:3: the row schema of emails has no column "day"; it has id',
    ],
    [
      'a subject that the row schema lacks',
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, subject: customer',
      'pipeline.yaml:3: the row schema of emails has no column "customer"; it has id',
    ],
    [
      'a reference from a column that the row schema lacks',
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, references: { customer: emails.id }',
      'pipeline.yaml:3: the row schema of emails has no column "customer"; it has id',
    ],
    [
      'a reference to a source that is none',
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, references: { id: customers.id }',
      'pipeline.yaml:3: "id" refers to customers.id, but the sources are emails',
    ],
    [
      'a reference to a column that is none',
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, references: { id: emails.number }',
      'pipeline.yaml:3: the row schema of emails has no column "number"; it has id',
    ],
    [
      'a column that no table can have',
      'emails.schema.json',
      '"id":',
      '"a.b":',
      'emails.schema.json:3: column "a.b" has a name that no column of BigQuery can have',
    ],
    [
      'a column that is kept for the row number',
      'emails.schema.json',
      '"id":',
      '"_row":',
      'emails.schema.json:3: column "_row" has a name that is kept for Landfall or BigQuery',
    ],
    [
      'two columns that differ in case alone',
      'emails.schema.json',
      '"id":',
      '"ID": { "type": "string" },\n    "id":',
      'emails.schema.json:4: column "id" differs from another only in upper and lower case',
    ],
    [
      'a base model that is unknown',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite',
      'base: gemini-9',
      'pipeline.yaml:7: base model "gemini-9" is not in the catalog; tunable are gemini-3.5-flash-lite, moon, sun, llama-9',
    ],
    [
      'a base model that cannot be tuned',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite',
      'base: gemini-old',
      'pipeline.yaml:7: gemini-old cannot be tuned; take gemini-3.5-flash-lite, which is tuned in us-central1',
    ],
    [
      'an adapter size that the base does not take',
      'pipeline.yaml',
      'flash-lite }',
      'flash-lite, adapterSize: 16 }',
      'pipeline.yaml:7: gemini-3.5-flash-lite is tuned with adapter sizes 1, 2, 4, 8, not 16',
    ],
    [
      'a candidate that another provider tunes than the first',
      'pipeline.yaml',
      /(?<=lora-8.*\n)/,
      '    - { id: other, base: llama-9, adapterSize: 8 }\n',
      'pipeline.yaml:8: llama-9 is of elsewhere, and the candidates tuned before it of vertex: all that are tuned are of one provider',
    ],
    [
      'an adapter size where the provider chooses it',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: moon, adapterSize: 8 }',
      "pipeline.yaml:7: the adapter size of moon is its provider's to choose",
    ],
    [
      'a candidate that another service tunes than the first, though they speak alike',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: moon }\n    - { id: other, base: sun }',
      'pipeline.yaml:8: sun is of sun, and the candidates tuned before it of moon: all that are tuned are of one provider',
    ],
    [
      'halving without a validation split',
      'pipeline.yaml',
      'tuning:\n',
      'tuning:\n  strategy: halving\n',
      'pipeline.yaml:6: halving decides by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1',
    ],
    [
      'the best checkpoint without a validation split',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: gemini-3.5-flash-lite, checkpoints: best }',
      'pipeline.yaml:7: the best checkpoint of lora-8 is told by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1',
    ],
    [
      'halving over epochs that differ',
      'pipeline.yaml',
      '{ id: lora-8, base: gemini-3.5-flash-lite }\n',
      '{ id: lora-8, base: gemini-3.5-flash-lite, epochs: [3, 9] }\n  strategy: halving\n',
      'pipeline.yaml:8: halving goes through the epochs of all candidates together, and they have 3, 9: give all the same',
    ],
    [
      'a base that learns no preferences',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: gemini-3.5-flash-lite, method: preference }',
      'pipeline.yaml:7: gemini-3.5-flash-lite learns no preferences, and no base of its provider does',
    ],
    [
      'a base that learns none where others of its provider do',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: sun, method: preference }',
      'pipeline.yaml:7: sun learns no preferences: take moon, which does',
    ],
    [
      'a beta of a candidate that learns no preferences',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: gemini-3.5-flash-lite, beta: 0.1 }',
      'pipeline.yaml:7: lora-8 learns no preferences: say method: preference beside beta',
    ],
    [
      'a beta that no model could be told',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: moon, method: preference, beta: 0 }',
      'pipeline.yaml:7: tuning.candidates.0.beta must be > 0',
    ],
    [
      'halving over losses of several kinds',
      'pipeline.yaml',
      'prompt: prompt.yaml }\ntuning:\n  candidates:\n    - { id: lora-8, base: gemini-3.5-flash-lite }',
      'prompt: prompt.yaml, split: { validationShare: 0.1 } }\ntuning:\n  strategy: halving\n  candidates:\n    - { id: lora-8, base: moon }\n    - { id: polite, base: moon, method: preference, beta: [0.1, 0.2] }',
      'pipeline.yaml:6: halving compares losses, and those of targets, of beta 0.1, of beta 0.2 are not of the same thing: give all candidates the same method and beta, or take strategy: all',
    ],
    [
      'a learning rate where the provider chooses it',
      'pipeline.yaml',
      'base: gemini-3.5-flash-lite }',
      'base: llama-9, adapterSize: 8, learningRateMultiplier: 2 }',
      "pipeline.yaml:7: the rate at which llama-9 learns is its provider's to choose",
    ],
    [
      'the best checkpoint of a tuner that tells no validation loss',
      'pipeline.yaml',
      'prompt: prompt.yaml }\ntuning:\n  candidates:\n    - { id: lora-8, base: gemini-3.5-flash-lite }',
      'prompt: prompt.yaml, split: { validationShare: 0.1 } }\ntuning:\n  candidates:\n    - { id: lora-8, base: llama-9, adapterSize: 8, checkpoints: best }',
      'pipeline.yaml:7: the best checkpoint is told by the loss on a validation split, which the tuner of llama-9 was seen to keep to itself: take last, or all',
    ],
    [
      'halving over a tuner that tells no validation loss',
      'pipeline.yaml',
      'prompt: prompt.yaml }\ntuning:\n  candidates:\n    - { id: lora-8, base: gemini-3.5-flash-lite }',
      'prompt: prompt.yaml, split: { validationShare: 0.1 } }\ntuning:\n  strategy: halving\n  candidates:\n    - { id: lora-8, base: llama-9, adapterSize: 8 }',
      'pipeline.yaml:8: halving decides by the loss on a validation split, which the tuner of llama-9 was seen to keep to itself: take strategy: all',
    ],
    [
      'shares that leave nothing to train on',
      'pipeline.yaml',
      'prompt: prompt.yaml }',
      'prompt: prompt.yaml, split: { evaluationShare: 0.5, validationShare: 0.5 } }',
      'pipeline.yaml:4: the evaluation share 0.5 and the validation share 0.5 leave nothing to train on',
    ],
    [
      'a metric that there is not',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [rougeL, rougeX] }\ndeployment:',
      'pipeline.yaml:8: evaluation.metrics.1 must be one of "exactMatch", ',
    ],
    [
      'an option that there is not',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [rougeL, { metric: rouge1, stems: true }] }\ndeployment:',
      'pipeline.yaml:8: evaluation.metrics.1 has no setting "stems"; there are metric, name, stem',
    ],
    [
      'an option of another metric',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [rougeL, { metric: rouge1, fields: [a] }] }\ndeployment:',
      'pipeline.yaml:8: rouge1 has no option fields; it has stem and tokenize',
    ],
    [
      'a metric without what it needs',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [rougeL, regex] }\ndeployment:',
      'pipeline.yaml:8: regex needs pattern, as in { metric: regex, pattern: … }',
    ],
    [
      'two metrics of one name',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [rougeL, { metric: rougeL, stem: true }] }\ndeployment:',
      'pipeline.yaml:8: there are two metrics rougeL: give one a name of its own, as in { metric: …, name: … }',
    ],
    [
      'a gate of which more is not better',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [{ metric: length, name: rougeL }] }\ndeployment:',
      'pipeline.yaml:9: the gate asks for rougeL, of which more is not better',
    ],
    [
      'a gate on what is not measured',
      'pipeline.yaml',
      'deployment:',
      'evaluation: { metrics: [exactMatch] }\ndeployment:',
      'pipeline.yaml:9: the gate asks for rougeL',
    ],
    [
      'a step of a rollout that gives less than the one before',
      'pipeline.yaml',
      'minimum: 0.3 } }',
      'minimum: 0.3 }, rollout: { steps: [0.1, 0.5, 0.2] } }',
      'pipeline.yaml:8: a step to 0.2 after one of 0.5: each step gives the candidate more than the one before',
    ],
    [
      'a shadow step that is not the first',
      'pipeline.yaml',
      'minimum: 0.3 } }',
      'minimum: 0.3 }, rollout: { steps: [0.1, 0] } }',
      'pipeline.yaml:8: a share of 0, where the candidate answers unseen, can only be the first step',
    ],
    [
      'filters of Vertex AI for a model that is asked elsewhere',
      'pipeline.yaml',
      'deployment:',
      'generation: { safety: { HARM_CATEGORY_HARASSMENT: BLOCK_ONLY_HIGH } }\nserving: { outcomes: { blocked: [{ fallBack: moon }] } }\ndeployment:',
      'pipeline.yaml:8: moon is asked of speaker, which knows nothing of it',
    ],
    [
      'a template of Model Armor that has no place',
      'pipeline.yaml',
      'deployment:',
      'generation: { modelArmor: { prompt: strict } }\ndeployment:',
      'pipeline.yaml:8: ',
    ],
    [
      'a step after the one that refuses',
      'pipeline.yaml',
      'deployment:',
      'serving: { outcomes: { blocked: [{ refuse: no }, { retry: 1 }] } }\ndeployment:',
      'pipeline.yaml:8: a step after refuse, which is the last: nobody comes to it',
    ],
    [
      'a model to fall back to that is not in the catalog',
      'pipeline.yaml',
      'deployment:',
      'serving: { outcomes: { blocked: [{ fallBack: gemini-9 }] } }\ndeployment:',
      'pipeline.yaml:8: base model "gemini-9" is not in the catalog; there are',
    ],
    [
      'a file that is not there',
      'pipeline.yaml',
      'sql: training.sql',
      'sql: other.sql',
      'other.sql:1: there is no such file',
    ],
    ['an empty statement', 'training.sql', /[^]+/, ' ', 'training.sql:1: the file is empty'],
    ['a row schema that is not JSON', 'emails.schema.json', '"properties"', '"properties', 'emails.schema.json:3: '],
    [
      'a row schema that is no schema',
      'emails.schema.json',
      '"string"',
      '"text"',
      'emails.schema.json:1: this is no JSON Schema',
    ],
    [
      'a column without a type',
      'emails.schema.json',
      '{ "type": "string" }',
      '{}',
      'emails.schema.json:3: column "id" has no "type"',
    ],
    ['a prompt without a field', 'prompt.yaml', '{{body}}', '', 'prompt.yaml:1: user must match pattern'],
  ])('names file, line and reason for %s', (_what, file, from, to, expected) => {
    const path = join(directory, 'mail', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    expect(problems()).toContainEqual(expect.stringContaining(`pipelines/mail/${expected}`));
  });

  test.each([
    [
      'a check that does not exist',
      'checks: { nearDuplicate: { level: fail } }',
      'validation.checks has no setting "nearDuplicate"; there are minimumRows, uniqueness, references, unusedRows, minimumExamples, exactDuplicates, nearDuplicates,',
    ],
    [
      'a level that does not exist',
      'checks: { leakage: { level: error } }',
      'validation.checks.leakage.level must be one of "fail", "warn", "off"',
    ],
    ['a level in place of a rule', 'checks: { leakage: fail }', 'validation.checks.leakage must be object'],
    [
      'a threshold in percent',
      'checks: { leakage: { threshold: 5 % } }',
      'validation.checks.leakage.threshold must be number',
    ],
    [
      'a threshold below nothing',
      'checks: { labelBalance: { threshold: -1 } }',
      'validation.checks.labelBalance.threshold must be >= 0',
    ],
    [
      'a similarity above 1',
      'checks: { nearDuplicates: { similarity: 80 } }',
      'validation.checks.nearDuplicates.similarity must be <= 1',
    ],
    [
      'a similarity that a check has none of',
      'checks: { labelBalance: { similarity: 0.8 } }',
      'validation.checks.labelBalance has no setting "similarity"',
    ],
    [
      'a second limit of a check that fails at its first',
      'checks: { references: { level: fail, threshold: 0.1, failAbove: 0.5 } }',
      'references fails above its threshold, 0.1, already: failAbove is for level warn',
    ],
    [
      'a second limit below the first',
      'checks: { leakage: { threshold: 0.3, failAbove: 0.1 } }',
      'leakage fails above 0.1 but warns only above 0.3: failAbove is the larger one',
    ],
    [
      'a policy that does not exist',
      'personalData: { policy: mask }',
      'validation.personalData.policy must be one of "warn", "fail", "quarantine", "redact", "off"',
    ],
    [
      'a kind that is not known',
      'personalData: { kinds: [email, ssn] }',
      'validation.personalData.kinds.1 must be one of "email", "phone", "card", "iban", "key"',
    ],
    [
      'a check beside the checks',
      'leakage: { level: fail }',
      'validation has no setting "leakage"; there are onInvalidRow, maxInvalidShare, maxFieldCharacters, checks, longExamples, personalData',
    ],
  ])('names line and reason for %s', (_what, setting, expected) => {
    change('pipeline.yaml', 'training:', `validation:\n  onInvalidRow: quarantine\n  ${setting}\ntraining:`);
    expect(problems()).toEqual([expect.stringContaining(`pipelines/mail/pipeline.yaml:6: ${expected}`)]);
  });

  test.each([
    ['"integer"', 'pipeline.yaml:3: "id" is string and emails.other is integer: a reference'],
    ['["number", "null"]', 'pipeline.yaml:3: "id" is string and emails.other is number: a reference'],
  ])('refuses to compare a reference with a column of type %s', (type, expected) => {
    change(
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, references: { id: emails.other }',
    );
    change('emails.schema.json', '"id":', `"other": { "type": ${type} },\n    "id":`);
    expect(problems()).toContainEqual(expect.stringContaining(expected));
  });

  test('takes references and unique columns that the row schemas have', () => {
    change(
      'pipeline.yaml',
      'schema: emails.schema.json',
      'schema: emails.schema.json, unique: [id], references: { id: emails.other }',
    );
    change('emails.schema.json', '"id":', '"other": { "type": ["string", "null"] },\n    "id":');
    expect(problems()).toEqual([]);
  });

  test('takes columns of several types', () => {
    change('emails.schema.json', '"string"', '["string", "integer", "null"]');
    expect(problems()).toEqual([]);
  });

  test('reports the problems of all its files together', () => {
    change('pipeline.yaml', 'name: mail', 'name: post');
    change('emails.schema.json', '"object"', '"array"');
    change('prompt.yaml', 'user', 'usr');
    expect(problems().map((problem) => problem.split(':')[0])).toEqual([
      'pipelines/mail/pipeline.yaml',
      'pipelines/mail/emails.schema.json',
      'pipelines/mail/prompt.yaml',
      'pipelines/mail/prompt.yaml',
    ]);
  });

  describe('of candidates', () => {
    const candidates = (...entries: string[]) =>
      change(
        'pipeline.yaml',
        '    - { id: lora-8, base: gemini-3.5-flash-lite }',
        entries.map((each) => `    - { ${each} }`).join('\n'),
      );
    const base = 'base: gemini-3.5-flash-lite';

    test('has each prompt that one of them names, and every combination of their lists', () => {
      writeFileSync(join(directory, 'mail', 'short.yaml'), 'user: "{{body}}"\n');
      candidates(
        `id: lora, ${base}, prompt: [prompt.yaml, short.yaml]`,
        `id: few, kind: prompted, ${base}, examples: [0, 5]`,
      );
      const { candidates: expanded, prompts } = configuration();
      expect(expanded!.map(({ id, prompt }) => [id, prompt])).toEqual([
        ['lora-prompt', 'prompt.yaml'],
        ['lora-short', 'short.yaml'],
        ['few-k0', 'prompt.yaml'],
        ['few-k5', 'prompt.yaml'],
      ]);
      expect(prompts).toEqual({ 'prompt.yaml': { user: 'Email: {{body}}' }, 'short.yaml': { user: '{{body}}' } });
    });

    test('may ask, without tuning, a base that cannot be tuned', () => {
      candidates(`id: few, kind: prompted, base: gemini-old`);
      expect(configuration().candidates).toMatchObject([{ id: 'few', base: 'gemini-old' }]);
    });

    test.each<[string, string, string]>([
      [
        'a prompt file that is not there',
        `id: a, ${base}, prompt: none.yaml`,
        'pipelines/mail/none.yaml:1: there is no such file',
      ],
      [
        'an unknown base in a list',
        `id: a, base: [gemini-3.5-flash-lite, gemini-9]`,
        'base model "gemini-9" is not in the catalog',
      ],
      [
        'a rank of a list that no base is tuned with',
        `id: a, ${base}, adapterSize: [8, 16]`,
        'tuned with adapter sizes 1, 2, 4, 8, not 16',
      ],
      ['no epochs', `id: a, ${base}, epochs: 0`, 'epochs must be >= 1'],
      ['a base that is no name', `id: a, base: 5`, 'base must be string,array'],
      [
        'examples of a candidate that is tuned',
        `id: a, ${base}, examples: 5`,
        'a is a tuned candidate, which has no examples',
      ],
      [
        'epochs of one that is not',
        `id: a, kind: prompted, ${base}, epochs: 2`,
        'a is a prompted candidate, which has no epochs',
      ],
      [
        'a grid without end',
        `id: a, ${base}, epochs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], learningRateMultiplier: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]`,
        'a comes to 110 candidates; a run has 100',
      ],
    ])('refuses %s, by its line', (_, entry, reason) => {
      candidates(entry);
      expect(problems()).toEqual([expect.stringContaining(reason)]);
    });

    test('refuses two that would be called the same', () => {
      candidates(`id: a, ${base}, epochs: [1, 2]`, `id: a-e1, ${base}`);
      expect(problems()).toEqual(['pipelines/mail/pipeline.yaml:8: there are two candidates "a-e1"']);
    });
  });
});
