import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePipelines, configurationsOf, corporaOf } from '../../compiler/pipelines';
import { showProblem } from '../../core/problem';
import { repositoryRoot } from '../../core/root';
import { deployment } from '../deployment';

const yaml = `name: manual
kind: corpus
passages: { tokens: 100, overlap: 10 }
embedding: { model: gemini-embedding-2, dimensions: 768 }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-corpora-'));
  mkdirSync(join(folder, 'manual'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function compile(text: string, where = deployment) {
  writeFileSync(join(folder, 'manual/pipeline.yaml'), text);
  return compilePipelines({ root: repositoryRoot(), pipelines: folder, codeVersion: 'v', deployment: where });
}
function problemsOf(text: string, where = deployment): string[] {
  const compiled = compile(text, where).get('manual')!;
  return 'problems' in compiled
    ? compiled.problems.map((problem) => showProblem(problem).replace(`${folder}/`, ''))
    : [];
}
const corpusOf = (text: string) => corporaOf(compile(text)).get('manual')!;

describe('a folder of kind corpus', () => {
  test('is a corpus with its defaults, its model as the catalog has it, the SQL that finds, and no pipeline', () => {
    const compiled = compile('name: manual\nkind: corpus\n');
    expect(configurationsOf(compiled).size).toBe(0);
    const { corpus, embeddingModel, sql } = corporaOf(compiled).get('manual')!;
    expect(corpus).toMatchObject({
      languages: ['en'],
      passages: { tokens: 120, overlap: 20 },
      embedding: { model: 'gemini-embedding-2', dimensions: 768 },
    });
    expect(embeddingModel).toMatchObject({ id: 'gemini-embedding-2', provider: 'vertex' });
    expect(Object.keys(sql)).toEqual(['grounding/retrieve.sql']);
  });

  test('has another digest where its passages or vectors would be others, and else the same', () => {
    const { digest } = corpusOf(yaml);
    expect(corpusOf(`${yaml}description: a manual\n`).digest).toBe(digest);
    for (const [from, to] of [
      ['100', '90'],
      ['768', '256'],
      ['kind: corpus', 'kind: corpus\nlanguages: [de]'],
    ] as const)
      expect(corpusOf(yaml.replace(from, to)).digest).not.toBe(digest);
  });

  test.each([
    [
      'another name',
      ['name: manual', 'name: other'],
      'manual/pipeline.yaml:1: name is "other" but the folder is "manual"',
    ],
    [
      'a setting that there is not',
      ['kind: corpus', 'kind: corpus\nsources: {}'],
      'manual/pipeline.yaml:3: there is no setting "sources"',
    ],
    [
      'a model that nobody knows',
      ['gemini-embedding-2', 'word2vec'],
      'manual/pipeline.yaml:4: embedding model "word2vec" is not in the catalog; there are gemini-embedding-2',
    ],
    [
      'too many dimensions',
      ['768', '4000'],
      'manual/pipeline.yaml:4: gemini-embedding-2 gives from 128 to 3072 dimensions, not 4000',
    ],
    [
      'too much overlap',
      ['overlap: 10', 'overlap: 60'],
      'manual/pipeline.yaml:3: an overlap of 60 is more than half of 100 tokens',
    ],
    ['a passage of no size', ['tokens: 100', 'tokens: 0'], 'manual/pipeline.yaml:3: passages.tokens must be >= 20'],
    ['a name of the ledger', ['name: manual', 'name: corpora'], 'manual/pipeline.yaml:1: name is a reserved name'],
  ] as const)('is refused with its line for %s', (_, [from, to], problem) => {
    expect(problemsOf(yaml.replace(from, to))[0]).toContain(problem);
  });

  test('is refused together with all that is wrong', () => {
    expect(problemsOf(yaml.replace('768', '1').replace('overlap: 10', 'overlap: 99'))).toHaveLength(2);
  });
});

describe('a pipeline that rests on a corpus', () => {
  const files: Record<string, string> = {
    'pipeline.yaml': `name: answers
sources: { questions: { schema: questions.json } }
training: { sql: training.sql, prompt: prompt.yaml }
tuning: { candidates: [{ id: a, base: gemini-3.5-flash-lite, epochs: 1 }] }
grounding: { corpus: manual }
deployment: { gate: { metric: rougeL, minimum: 0.3 } }
`,
    'questions.json': '{ "type": "object", "properties": { "question": { "type": "string" } } }',
    'training.sql': 'SELECT 1',
    'prompt.yaml': 'system: "{{passages}}"\nuser: "{{question}}"\n',
  };
  const problems = (change: Record<string, string> = {}): string[] => {
    mkdirSync(join(folder, 'answers'));
    for (const [file, text] of Object.entries({ ...files, ...change }))
      writeFileSync(join(folder, 'answers', file), text);
    const compiled = compile(yaml).get('answers')!;
    return 'problems' in compiled ? compiled.problems.map(({ line, reason }) => `${line}: ${reason}`) : [];
  };

  test('compiles where its prompt has the fields', () => {
    expect(problems()).toEqual([]);
  });

  test.each([
    [
      'no such corpus',
      { 'pipeline.yaml': files['pipeline.yaml']!.replace('manual', 'other') },
      '5: there is no corpus "other"',
    ],
    [
      'a prompt without the field',
      { 'prompt.yaml': 'user: "{{question}}"\n' },
      '5: prompt.yaml has no field passages; it has question',
    ],
    [
      'one field for both',
      { 'pipeline.yaml': files['pipeline.yaml']!.replace('corpus: manual', 'corpus: manual, field: question') },
      '5: the passages and the question are to be two fields',
    ],
    [
      'two things to rest on',
      { 'pipeline.yaml': files['pipeline.yaml']!.replace('corpus: manual', 'corpus: manual, googleSearch: {}') },
      '5: grounding names both corpus and googleSearch: name one of corpus, googleSearch, vertexAiSearch',
    ],
    [
      'nothing to rest on',
      { 'pipeline.yaml': files['pipeline.yaml']!.replace('corpus: manual', 'passages: 3') },
      '5: grounding names nothing that answers rest on',
    ],
  ])('is refused for %s', (_, change, problem) => {
    expect(problems(change).join('\n')).toContain(problem);
  });

  describe('or on what the model searches', () => {
    const prompted = '{ id: a, kind: prompted, base: gemini-3.5-flash-lite }';
    const searching = (grounding: string, candidate = prompted, more = '') => ({
      'pipeline.yaml':
        files['pipeline.yaml']!.replace('corpus: manual', grounding).replace(
          '{ id: a, base: gemini-3.5-flash-lite, epochs: 1 }',
          candidate,
        ) + more,
      'prompt.yaml': 'user: "{{question}}"\n',
    });
    const store = 'projects/p/locations/global/collections/default_collection/dataStores/d';

    const able = 'gemini-3.5-flash-lite';
    const stepThat = (model: string, grounding: string, instead = 'gemini-3.5-flash') => `serving:
  chain:
    steps:
      news:
        ask: { model: ${model}, prompt: prompt.yaml, grounding: { ${grounding} } }
        fallback: { model: ${instead} }
        timeLimit: 20
      reply: { answer: { with: { question: '{{steps.news}}' } }, timeLimit: 20 }
    output: '{{steps.reply}}'
`;

    test('compiles with a step that searches besides', () => {
      const change = searching('googleSearch: {}', prompted, stepThat(able, `vertexAiSearch: { datastore: ${store} }`));
      expect(problems(change)).toEqual([]);
    });

    test.each([
      'googleSearch: {}',
      'googleSearch: { excludeDomains: [example.com] }',
      `vertexAiSearch: { datastore: ${store}, maxResults: 3 }`,
    ])('compiles with %s for a base that is asked as it is', (grounding) => {
      expect(problems(searching(grounding))).toEqual([]);
    });

    test.each([
      [
        'a tuned model, of which nobody knows that it can',
        searching('googleSearch: {}', '{ id: a, base: gemini-3.5-flash-lite, epochs: 1 }'),
        '4: what is tuned on gemini-3.5-flash-lite is not known to take Google Search (https://docs.cloud.google.com/',
      ],
      [
        'a base of another service',
        searching('googleSearch: {}', '{ id: a, kind: prompted, base: together-llama-3.3-70b }'),
        '4: together-llama-3.3-70b takes no Google Search: take one of gemini-3.5-flash-lite, gemini-3.5-flash, gemini-3.1-flash-lite',
      ],
      [
        'a base to fall back to that cannot',
        searching(
          'googleSearch: {}',
          prompted,
          'serving: { outcomes: { failed: [{ fallBack: together-llama-3.3-70b }] } }\n',
        ),
        '7: together-llama-3.3-70b takes no Google Search',
      ],
      [
        'labels as answers',
        searching('googleSearch: {}', prompted, 'generation: { choices: targets }\n'),
        '5: generation.choices leaves labels for answers',
      ],
      [
        'a setting of corpora',
        searching('googleSearch: {}, passages: 3'),
        '5: passages is for a corpus, and Google Search has no use for it',
      ],
      [
        'a data store and an engine',
        searching(`vertexAiSearch: { datastore: ${store}, engine: projects/p/locations/us/collections/c/engines/e }`),
        '5: vertexAiSearch searches either a datastore or an engine',
      ],
      [
        'a step whose model cannot',
        searching('corpus: manual', prompted, stepThat('together-llama-3.3-70b', 'googleSearch: {}')),
        '11: together-llama-3.3-70b takes no Google Search: take one of gemini-3.5-flash-lite',
      ],
      [
        'a step that falls back to what cannot',
        searching('corpus: manual', prompted, stepThat(able, 'googleSearch: {}', 'together-llama-3.3-70b')),
        '12: together-llama-3.3-70b takes no Google Search',
      ],
      [
        'a step with a data store and an engine',
        searching(
          'corpus: manual',
          prompted,
          stepThat(
            able,
            `vertexAiSearch: { datastore: ${store}, engine: projects/p/locations/us/collections/c/engines/e }`,
          ),
        ),
        '11: vertexAiSearch searches either a datastore or an engine',
      ],
      [
        'a step with two tools',
        searching(
          'corpus: manual',
          prompted,
          stepThat(able, `googleSearch: {}, vertexAiSearch: { datastore: ${store} }`),
        ),
        '11: serving.chain.steps.news.ask.grounding takes 1 setting at most; there are googleSearch, vertexAiSearch',
      ],
      ['what is no data store', searching('vertexAiSearch: { datastore: d }'), '5: grounding.vertexAiSearch.datastore'],
    ])('is refused for %s', (_, change, problem) => {
      expect(problems(change).join('\n')).toContain(problem);
    });
  });
});
