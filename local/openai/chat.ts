/** `/chat/completions`: a small model answers. */
import { Router } from 'express';
import { isOpen } from '../vertex/base-models';
import { answerChat, InvalidChat, type ChatRequest } from '../vertex/chat-completions';
import { findServedModel, type ServedModel } from '../vertex/served-model';
import { anyone, type OpenAiContext } from './context';
import { invalid, noModel } from './errors';
import { findTunedModel } from './jobs';

const known = new Set([
  'model',
  'messages',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'n',
  'stream',
  'stream_options',
  'response_format',
  'user',
  'metadata',
  'store',
]);

export function chatRoutes(context: OpenAiContext): Router {
  const router = Router();
  router.post('/chat/completions', async (request, response) => {
    const asked = (request.body ?? {}) as ChatRequest;
    const unknown = Object.keys(asked).find((name) => !known.has(name));
    if (unknown !== undefined)
      throw invalid(
        unknown,
        `Unsupported parameter: '${unknown}' is not supported with this model.`,
        'unsupported_parameter',
      );
    const model = servedModel(context, asked.model ?? '');
    await answerChat(context.answering, model, asked, context.now(), response).catch((error: unknown) => {
      throw error instanceof InvalidChat ? invalid(error.param, error.message) : error;
    });
  });
  return router;
}

function servedModel({ tuned, ...context }: OpenAiContext, id: string): ServedModel {
  const base = tuned.models.find((model) => model.id === id);
  if (base && isOpen(tuned, base, 'inference', 'global')) return { modelVersion: id, base };
  const found = findTunedModel({ tuned, ...context }, id);
  if (!found) throw noModel(id);
  return findServedModel(tuned, found.endpoint, anyone);
}
