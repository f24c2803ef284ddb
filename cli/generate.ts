/** Asking a model, whoever's it is, as the functions do: over REST, since the clients take a second to load, which nobody has who tries a prompt. */
import { generationRequest, publishedModel, type VertexPlace } from '../core/models/gemini';
import { readGeminiAnswer, type Response as GeminiResponse } from '../core/models/gemini-answer';
import { managedModel, managedPlace, ownPlace } from '../core/models/managed';
import { calledByService, chatRequest } from '../core/models/openai';
import {
  readCompletion,
  rejectedCompletion,
  rejectingStatuses,
  unwrapped,
  type Completion,
} from '../core/models/openai-answer';
import type { FrozenModel, ModelAnswer, ModelQuestion } from '../core/models/question';
import type { LocalStatus } from '../local/admin';

type Endpoints = Pick<LocalStatus['endpoints'], 'vertex' | 'openai'>;

interface Provider {
  /** What a question about a base as it is names as its model. */
  modelOf: (base: FrozenModel, place: VertexPlace) => string;
  /** Who is told to have failed. */
  title: string;
  ask: (question: ModelQuestion, endpoints: Endpoints) => Promise<Asked>;
}

interface Asked {
  url: string;
  /** The host that is meant, where one address stands for many. */
  host?: string;
  body: object;
  read: (body: unknown) => ModelAnswer;
}

/** A new provider of the catalog has its line here. */
const providers: Record<string, Provider> = {
  vertex: {
    modelOf: publishedModel,
    title: 'Vertex AI',
    ask: async ({ model, ...question }, { vertex }) => ({
      url: `${vertex}/v1/${model}:generateContent`,
      body: generationRequest(question),
      read: (body) => readGeminiAnswer(body as GeminiResponse),
    }),
  },
  'vertex-open': {
    modelOf: managedModel,
    title: 'Vertex AI',
    async ask(question, { vertex }) {
      const { model } = question;
      const { host, path, model: called } = managedPlace(model) ?? ownPlace(model, await hostOfEndpoint(model, vertex));
      return { url: `${vertex}/${path}/chat/completions`, host, ...asChat({ ...question, model: called }) };
    },
  },
  'openai-compatible': {
    modelOf: calledByService,
    title: 'its service',
    ask: async (question, { openai }) => ({ url: `${openai}/v1/chat/completions`, ...asChat(question) }),
  },
};

function asChat(question: ModelQuestion): Pick<Asked, 'body' | 'read'> {
  const read = (body: unknown): ModelAnswer => {
    const answer = readCompletion(body as Completion);
    return question.choices ? { ...answer, text: unwrapped(answer.text) } : answer;
  };
  return { body: chatRequest(question), read };
}

/** Runs that are older than providers were all of Vertex AI. */
const providerOf = ({ provider = 'vertex' }: FrozenModel): Provider | undefined => providers[provider];

/** Undefined of a model whose provider is asked by functions alone. */
export const modelOf = (base: FrozenModel, place: VertexPlace): string | undefined =>
  providerOf(base)?.modelOf(base, place);

const owner = { authorization: 'Bearer owner' };

/**
 * Asks a local cloud, where a token that it did not issue is the owner's. A question that the model does not take is answered as rejected.
 * @throws Error for any other refusal, in the provider's words
 */
export async function generate(question: ModelQuestion, endpoints: Endpoints): Promise<ModelAnswer> {
  const { base, model } = question;
  const provider = providerOf(base)!;
  const { url, host, body, read } = await provider.ask(question, endpoints);
  const headers = {
    ...owner,
    'content-type': 'application/json',
    ...(host !== undefined && { 'x-forwarded-host': host }),
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (response.ok) return read(JSON.parse(text));
  if (rejectingStatuses.has(response.status)) return rejected(text, response.status);
  throw new Error(`${provider.title}: ${model}: HTTP ${response.status} ${text}`);
}

/** Every provider's errors have a message below `error`; Vertex AI's has a status too, and OpenAI's a code. */
function rejected(text: string, status: number): ModelAnswer {
  try {
    const { error } = JSON.parse(text) as { error: { message: string; status?: string; code?: string | number } };
    // Nothing is deployed there any more: that is no matter of the question.
    if (error.status === 'FAILED_PRECONDITION') throw new Error(error.message);
    return rejectedCompletion({ message: error.message, status, code: String(error.status ?? error.code ?? status) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return rejectedCompletion({ message: text, status });
  }
}

/** What was tuned answers on a machine with a host of its own. @throws Error where there is none */
async function hostOfEndpoint(name: string, vertex: string): Promise<string> {
  const response = await fetch(`${vertex}/v1/${name}`, { headers: owner });
  const text = await response.text();
  const { dedicatedEndpointDns: host } = (response.ok ? JSON.parse(text) : {}) as { dedicatedEndpointDns?: string };
  if (host !== undefined) return host;
  throw new Error(
    response.ok
      ? `${name} has no machine: nothing is deployed there`
      : `Vertex AI: ${name}: HTTP ${response.status} ${text}`,
  );
}
