/** What serve answers: each path and method with what it does, and the form in which its errors are read. */
import { pipelineName } from '../../core/batch/landing-path';
import type { Hearing } from '../shared/models/provider';
import type { Serving } from './asking/production-model';
import type { ServeDeps } from './deps';
import type { EventStream } from '../shared/http/event-stream';
import { HttpProblem } from '../shared/http/problem';
import { openApiDocument, type Operation } from './openapi';
import { chatCompletion, streamChatCompletion } from './openai/chat-completions';
import { findModel, listModels } from './openai/models';
import { modelIn, objectOf } from './openai/parameters';
import { createResponse, streamResponse } from './openai/responses';
import { deleteConversation } from './pipelines/conversation';
import { generate, streamGenerate } from './pipelines/generate';
import { rate } from './pipelines/rate';
import { forgetUser } from './users/forget';

/** What a route works with. */
export interface Call {
  /** Of the path: a pipeline, a model, or somebody. */
  name: string;
  /** Of the path behind it: one of the pipeline's conversations. */
  below: string;
  /** `user` of the address. */
  user: string | undefined;
  /** Read when it is asked for. @throws HttpProblem */
  body: () => Promise<unknown>;
  findServing: (pipeline: string) => Promise<Serving>;
  hearing: Hearing;
  events: EventStream;
  deps: ServeDeps;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: RegExp;
  /** Whose clients read its errors. */
  errors: 'landfall' | 'openai';
  /** As the document of the API has it. */
  operation: Operation;
  /** What it answers as JSON; undefined where it has sent events. @throws HttpProblem */
  answer: (call: Call) => Promise<object | undefined>;
}

const pipeline = `/v1/pipelines/(${pipelineName.source.slice(1, -1)})`;
const pipelineOf = (verb: string): RegExp => new RegExp(`^${pipeline}:${verb}$`);

/** Whole, or as events where the body says `stream`. */
function openai(
  whole: typeof chatCompletion | typeof createResponse,
  streamed: typeof streamResponse,
): Route['answer'] {
  return async ({ body: read, findServing, hearing, events, deps }) => {
    const body = objectOf(await read());
    const serving = await findServing(modelIn(body));
    if (body.stream !== true) return whole(serving, body, hearing, deps);
    await streamed(serving, body, hearing, events, deps);
    return undefined;
  };
}

const routes: Route[] = [
  {
    method: 'POST',
    path: pipelineOf('generate'),
    errors: 'landfall',
    operation: {
      id: 'generate',
      path: '/v1/pipelines/{pipeline}:generate',
      summary: 'An answer',
      asks: 'GenerateRequest',
      answers: 'Answer',
    },
    answer: async ({ name, body, findServing, hearing, deps }) =>
      generate(await findServing(name), await body(), hearing, deps),
  },
  {
    method: 'POST',
    path: pipelineOf('streamGenerate'),
    errors: 'landfall',
    operation: {
      id: 'streamGenerate',
      path: '/v1/pipelines/{pipeline}:streamGenerate',
      summary: 'The same as it comes: messages of {text}, then the event done with what generate answers, or error',
      asks: 'GenerateRequest',
      answers: 'Answer',
      streams: 'always',
    },
    async answer({ name, body, findServing, hearing, events, deps }) {
      await streamGenerate(await findServing(name), await body(), hearing, events, deps);
      return undefined;
    },
  },
  {
    method: 'POST',
    path: pipelineOf('(?:feedback|rate)'),
    errors: 'landfall',
    operation: {
      id: 'feedback',
      path: '/v1/pipelines/{pipeline}:feedback',
      summary: 'What somebody says of an answer',
      asks: 'Feedback',
      answers: 'FeedbackTaken',
    },
    answer: async ({ name, body, findServing, deps }) => rate(name, await body(), { ...deps, findServing }),
  },
  {
    method: 'DELETE',
    path: new RegExp(`^${pipeline}/conversations/([^/]+)$`),
    errors: 'landfall',
    operation: {
      id: 'deleteConversation',
      path: '/v1/pipelines/{pipeline}/conversations/{conversation}',
      summary: 'A conversation is forgotten',
      answers: 'ConversationDeleted',
      query: ['user'],
    },
    answer: async ({ name, below, user, deps }) => deleteConversation(name, below, user, deps),
  },
  {
    method: 'DELETE',
    path: /^\/v1\/users\/([^/]+)$/,
    errors: 'landfall',
    operation: {
      id: 'forgetUser',
      path: '/v1/users/{user}',
      summary: 'What is kept of somebody here is forgotten',
      answers: 'UserForgotten',
    },
    answer: async ({ name, deps }) => forgetUser(name, deps),
  },
  {
    method: 'POST',
    path: /^\/v1\/chat\/completions$/,
    errors: 'openai',
    operation: {
      id: 'createChatCompletion',
      path: '/v1/chat/completions',
      summary: 'OpenAI’s chat completions: the model is a pipeline',
      asks: 'ChatCompletionRequest',
      answers: 'ChatCompletion',
      streams: 'asked',
    },
    answer: openai(chatCompletion, streamChatCompletion),
  },
  {
    method: 'POST',
    path: /^\/v1\/responses$/,
    errors: 'openai',
    operation: {
      id: 'createResponse',
      path: '/v1/responses',
      summary: 'OpenAI’s responses, likewise',
      asks: 'ResponseRequest',
      answers: 'Response',
      streams: 'asked',
    },
    answer: openai(createResponse, streamResponse),
  },
  {
    method: 'GET',
    path: /^\/v1\/models$/,
    errors: 'openai',
    operation: { id: 'listModels', path: '/v1/models', summary: 'The pipelines in production', answers: 'Models' },
    answer: async ({ deps }) => listModels(deps),
  },
  {
    method: 'GET',
    path: /^\/v1\/models\/([^/]+)$/,
    errors: 'openai',
    operation: { id: 'getModel', path: '/v1/models/{model}', summary: 'One of them', answers: 'Model' },
    answer: async ({ name, deps }) => findModel(name, deps),
  },
  {
    method: 'GET',
    path: /^\/healthz?$/,
    errors: 'landfall',
    operation: { id: 'health', path: '/health', summary: 'Whether the function answers', answers: 'Health' },
    answer: async () => ({ status: 'ok' }),
  },
  {
    method: 'GET',
    path: /^\/openapi\.json$/,
    errors: 'landfall',
    operation: { id: 'openApi', path: '/openapi.json', summary: 'This document', answers: 'Document' },
    answer: async ({ deps, findServing }) => openApiDocument(routes, await servingOf(deps, findServing)),
  },
];

/** Of those that can be asked: one whose run is gone is no reason to say nothing of the others. */
async function servingOf({ pipelinesInProduction, log }: ServeDeps, find: Call['findServing']) {
  const found = new Map<string, Serving>();
  for (const pipeline of await pipelinesInProduction())
    await find(pipeline).then(
      (serving) => found.set(pipeline, serving),
      (error: Error) => log.warning(`${pipeline} is not in the document of the API: ${error.message}`, { pipeline }),
    );
  return found;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpProblem(
      400,
      'the address is not percent-encoded UTF-8',
      'encode its parts, as encodeURIComponent does',
    );
  }
}

/** @throws HttpProblem 404 or 405 */
export function findRoute(path: string, method: string): { route: Route; name: string; below: string } {
  const route = routes.find((each) => each.method === method && each.path.test(path));
  if (route) {
    const [, name = '', below = ''] = route.path.exec(path)!;
    return { route, name: decoded(name), below: decoded(below) };
  }
  const other = routes.find((each) => each.path.test(path));
  if (other) throw new HttpProblem(405, `${method} is not served here`, `use ${other.method}`, { allow: other.method });
  throw new HttpProblem(404, `nothing is served at ${path}`, 'POST /v1/pipelines/PIPELINE:generate');
}
