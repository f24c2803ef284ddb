/** What Vertex AI has searched for by itself: from its wire through its own client to the caller, to OpenAI's client and to the record. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OpenAI } from 'openai';
import type { SearchTool } from '../../../../core/grounding/spec';
import { createGemini } from '../../../../functions/shared/models/vertex/gemini';
import { createGeneration } from '../../../../functions/shared/models/vertex/generation';
import { createVertexPost } from '../../../../functions/shared/stage/clients';
import type { Configuration } from '../../../../schemas/generated/types';
import { startServe } from '../serve-server';
import { startVertex, type Script } from '../vertex-server';

const place = { project: 'p', region: 'us-central1' };
const suggestions = '<div class="chip">kettle recall</div>';
const page = { uri: 'https://vertexaisearch.cloud.google.com/grounding-api-redirect/x', title: 'example.com' };
const document = { uri: 'gs://d/manual.pdf', title: 'Manual', text: 'It boils.', documentName: 'projects/p/d/1' };
const text = 'Die Kännchen kochen. Alle.';

/** Google counts bytes: an ä is two. */
const web = {
  webSearchQueries: ['kettle recall', '', 'kettle recall'],
  searchEntryPoint: { renderedContent: suggestions },
  groundingChunks: [{ web: page }, { web: { uri: 'https://b.example', title: 'b.example' } }],
  groundingSupports: [
    { segment: { startIndex: 0, endIndex: 21, text: 'Die Kännchen kochen.' }, groundingChunkIndices: [0] },
  ],
};
const store = {
  retrievalQueries: ['kettle'],
  groundingChunks: [{ retrievedContext: document }],
  groundingSupports: [{ segment: { startIndex: 22, endIndex: 27, text: 'Alle.' }, groundingChunkIndices: [0] }],
};

const said = (...texts: string[]) => ({ role: 'model', parts: texts.map((each) => ({ text: each })) });
const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 5 };
const scriptOf = (groundingMetadata?: object): Script => ({
  whole: { candidates: [{ content: said(text), finishReason: 1, groundingMetadata }], usageMetadata },
  chunks: [
    { candidates: [{ content: said('Die Kännchen ') }] },
    { candidates: [{ content: said('kochen. Alle.') }] },
    { candidates: [{ finishReason: 1, groundingMetadata }], usageMetadata },
  ],
});

let vertex: Awaited<ReturnType<typeof startVertex>>;
let generate: ReturnType<typeof createGeneration>['generate'];
let serve: Awaited<ReturnType<typeof startServe>>;
let script: Script;
/** What is said to a question that no tool comes with. */
const unsearched = scriptOf();
beforeAll(async () => {
  vertex = await startVertex(({ tools }) => (tools ? script : unsearched));
  const gemini = createGemini(createVertexPost({ VERTEX_REST_EMULATOR_HOST: vertex.url }));
  generate = createGeneration(gemini, place).generate;
});
afterAll(() => vertex.close());
beforeEach(() => void vertex.asked.splice(0));
afterEach(() => serve.close());

async function start(tool: SearchTool | undefined, found?: object, change?: (configuration: Configuration) => void) {
  script = scriptOf(found);
  const model = 'projects/p/locations/global/publishers/google/models/gemini-3.5-flash-lite';
  serve = await startServe(
    (question, hearing) => generate({ ...question, model }, hearing),
    (configuration) => {
      configuration.prompt.user = '{{body}}';
      configuration.pipeline.grounding = tool as Configuration['pipeline']['grounding'];
      change?.(configuration);
    },
  );
  return new OpenAI({ apiKey: 'none', baseURL: `${serve.url}/v1`, maxRetries: 0 });
}

async function ask(verb: 'generate' | 'streamGenerate') {
  const response = await fetch(`${serve.url}/v1/pipelines/email-summary:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Is my kettle recalled?' }),
  });
  const body = await response.text();
  return JSON.parse(verb === 'generate' ? body : body.split('event: done\ndata: ')[1]!) as { grounding?: object };
}

const citation = { type: 'web', ...page };
const sentences = [{ start: 0, end: 20, support: 'supported', citations: [citation] }];

describe.each(['generate', 'streamGenerate'] as const)('%s', (verb) => {
  test('asks with Google Search, and says which words rest on which page, and what has to be shown', async () => {
    await start({ googleSearch: { excludeDomains: ['shop.example'] } }, web);
    expect(await ask(verb)).toMatchObject({
      text,
      usage: { inputTokens: 9, outputTokens: 5, searches: { googleSearch: 1 } },
      grounding: {
        corpora: [],
        isInSources: true,
        sentences,
        search: {
          queries: ['kettle recall'],
          found: [citation, { type: 'web', uri: 'https://b.example', title: 'b.example' }],
          suggestions,
        },
      },
    });
    expect(text.slice(0, 20)).toBe('Die Kännchen kochen.');
    expect(vertex.asked).toMatchObject([{ tools: [{ googleSearch: { excludeDomains: ['shop.example'] } }] }]);
  });

  test('asks with a data store, and says which words rest on which document', async () => {
    const datastore = 'projects/p/locations/global/collections/c/dataStores/d';
    await start({ vertexAiSearch: { datastore, maxResults: 3 } }, store);
    const { documentName, ...retrieved } = document;
    expect(await ask(verb)).toMatchObject({
      usage: { searches: { vertexAiSearch: 1 } },
      grounding: {
        sentences: [{ start: 21, end: 26, citations: [{ type: 'retrieved', ...retrieved, document: documentName }] }],
      },
    });
    expect(vertex.asked).toMatchObject([{ tools: [{ retrieval: { vertexAiSearch: { datastore, maxResults: 3 } } }] }]);
  });

  test('rests on nothing where the model has not searched', async () => {
    await start({ googleSearch: {} });
    expect(await ask(verb)).not.toHaveProperty('grounding');
    expect(serve.rows()).toMatchObject([{ outcome: 'answered', citations: null }]);
  });

  test('finds words by what Google repeats of them where its bytes are those of something else', async () => {
    const [support] = web.groundingSupports;
    const elsewhere = {
      ...support!,
      segment: { partIndex: 1, startIndex: 3, endIndex: 24, text: support!.segment.text },
    };
    await start({ googleSearch: {} }, { ...web, groundingSupports: [elsewhere] });
    expect(await ask(verb)).toMatchObject({ grounding: { sentences } });
  });
});

test('the row has how often was searched and what was found, and nothing of what is to be shown alone', async () => {
  await start({ googleSearch: {} }, web);
  await ask('generate');
  expect(JSON.parse(serve.rows()[0]!.citations!)).toEqual({
    corpora: [],
    isInSources: true,
    sentences: [{ start: 0, end: 20, support: 'supported', citations: [{ type: 'web', title: 'example.com' }] }],
    search: {
      queries: 1,
      found: [
        { type: 'web', title: 'example.com' },
        { type: 'web', title: 'b.example' },
      ],
    },
  });
});

test("OpenAI's client has the pages as annotations, and the suggestions beside them", async () => {
  const client = await start({ googleSearch: {} }, web);
  const messages = [{ role: 'user' as const, content: 'Is my kettle recalled?' }];
  const url_citation = { start_index: 0, end_index: 20, title: page.title, url: page.uri };
  const message = {
    content: text,
    annotations: [{ type: 'url_citation', url_citation }],
    search_suggestions: suggestions,
  };
  const model = 'email-summary';
  expect(await client.chat.completions.create({ model, messages })).toMatchObject({ choices: [{ message }] });
  const stream = client.chat.completions.stream({ model, messages });
  expect(await stream.finalChatCompletion()).toMatchObject({ choices: [{ message }] });
  expect(await client.responses.create({ model, input: 'Is my kettle recalled?' })).toMatchObject({
    output: [{ content: [{ text, annotations: [{ type: 'url_citation', ...url_citation }] }] }],
    search_suggestions: suggestions,
  });
});

const asking = (steps: Record<string, object>, output: string) => (configuration: Configuration) => {
  const all = Object.entries(steps).map(([name, step]) => [name, { timeLimit: 10, attempts: 1, ...step }]);
  configuration.pipeline.serving = {
    outcomes: {},
    chain: { input: ['body'], steps: Object.fromEntries(all) as never, output },
  };
  configuration.chain = { prompts: { 'news.yaml': { user: '{{body}}' } }, schemas: {}, code: {} };
};
const answer = { answer: { with: { body: '{{input.body}}' } } };
const news = { ask: { model: 'gemini-3.5-flash-lite', prompt: 'news.yaml', grounding: { googleSearch: {} } } };

test.each([
  ['cited where its words are the answer', '{{steps.news | steps.answer}}', sentences],
  ['uncited where they are not', '{{steps.answer}} {{steps.news}}', []],
])('a step that asks a base searches, and what it has found is told, %s', async (_, output, cited) => {
  await start(undefined, web, asking({ answer, news }, output));
  expect(await ask('generate')).toMatchObject({
    grounding: { sentences: cited, search: { queries: ['kettle recall'], suggestions } },
    steps: [{ step: 'answer' }, { step: 'news', queries: 1 }],
  });
  expect(vertex.asked.map(({ tools }) => tools)).toEqual([undefined, [{ googleSearch: {} }]]);
  const { citations, steps } = serve.rows()[0]!;
  expect(JSON.parse(citations!)).toMatchObject({ search: { queries: 1 } });
  expect(JSON.parse(steps!)).toMatchObject([{ step: 'answer' }, { step: 'news', queries: 1 }]);
});

test.each([
  ['cited where its words are those of the model alone', '{{steps.answer}}', sentences],
  ['uncited where it says more', 'So: {{steps.answer}}', []],
])('a chain tells what its answer rests on, %s', async (_, output, cited) => {
  await start({ googleSearch: {} }, web, asking({ answer }, output));
  expect(await ask('generate')).toMatchObject({ grounding: { sentences: cited, search: { suggestions } } });
});
