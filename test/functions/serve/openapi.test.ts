import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { answered, startServe } from './serve-server';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; responses: object }>>;
  components: { schemas: Record<string, object> };
}

let serve: Awaited<ReturnType<typeof startServe>>;
let document: Document;

beforeAll(async () => {
  serve = await startServe(
    async () => ({
      ...answered,
      safety: [{ category: 'HARM', probability: 'LOW' }],
      recitations: [{ start: 0, end: 1 }],
    }),
    ({ prompt, pipeline }) => {
      prompt.user = '{{body}}';
      pipeline.serving = { outcomes: {}, history: { days: 30, tokens: 1000 } };
    },
  );
  document = (await (await fetch(`${serve.url}/openapi.json`)).json()) as Document;
});
afterAll(() => serve.close());

/** What an answer has against the schema of its name. */
function against(name: string, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
  return validate(value) ? [] : validate.errors;
}

test('the document is one of OpenAPI 3.1, and no two of its operations have a name', async () => {
  expect(document.openapi).toBe('3.1.0');
  await SwaggerParser.validate(structuredClone(document) as never);
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('of a pipeline in production it has the fields', () => {
  const { post } = document.paths['/v1/pipelines/email-summary:generate']!;
  expect(post).toMatchObject({
    requestBody: {
      content: {
        'application/json': { schema: { properties: { input: { required: ['body'], additionalProperties: false } } } },
      },
    },
  });
});

describe('what serve answers is what the document says', () => {
  const question = { text: 'My jar is broken.', user: 'ana', conversation: 'one' };
  const id = '0d7f3a52-6a52-4a0e-b9a1-0f2a8f6f7c11';
  const model = 'email-summary';

  test.each<[string, string, string, object?]>([
    ['POST', '/v1/pipelines/email-summary:generate', 'Answer', question],
    ['POST', '/v1/pipelines/email-summary:generate', 'Problem', {}],
    ['POST', '/v1/pipelines/nobody:generate', 'Problem', question],
    ['POST', '/v1/pipelines/email-summary:feedback', 'FeedbackTaken', { id, good: true, comment: 'fine' }],
    ['DELETE', '/v1/pipelines/email-summary/conversations/one?user=ana', 'ConversationDeleted'],
    ['DELETE', '/v1/users/ana', 'UserForgotten'],
    ['POST', '/v1/chat/completions', 'ChatCompletion', { model, messages: [{ role: 'user', content: 'It broke.' }] }],
    ['POST', '/v1/chat/completions', 'OpenAiError', { model, messages: [] }],
    ['POST', '/v1/responses', 'Response', { model, input: 'It broke.' }],
    ['GET', '/v1/models', 'Models'],
    ['GET', '/v1/models/email-summary', 'Model'],
    ['GET', '/v1/models/nobody', 'OpenAiError'],
    ['GET', '/health', 'Health'],
    ['GET', '/openapi.json', 'Document'],
    ['GET', '/nothing', 'Problem'],
  ])('%s %s: %s', async (method, path, name, ...[body]) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(serve.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    expect(against(name, await response.json())).toEqual([]);
  });
});
