/** `/chat/completions`: a small model answers. */
import { Router, type Request } from 'express';
import { isOpen } from '../vertex/base-models';
import { answerChat, InvalidChat, type ChatRequest } from '../vertex/chat-completions';
import { findServedModel, type ServedModel } from '../vertex/served-model';
import { checkOpenTo, mayTune, nameOf } from './callers';
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
  'reasoning_effort',
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
    const model = servedModel(context, request, asked.model ?? '');
    await answerChat(context.answering, model, asked, context.now(), response).catch((error: unknown) => {
      throw error instanceof InvalidChat ? invalid(error.param, error.message) : error;
    });
  });
  return router;
}

/** @throws ApiError for a model that there is not, or that the caller's service has not */
function servedModel(context: OpenAiContext, request: Request, name: string): ServedModel {
  const { tuned } = context;
  const base = context.models.find((model) => nameOf(model) === name);
  if (base && isOpen(tuned, base, 'inference', 'global')) {
    checkOpenTo(request, context, base);
    return { modelVersion: name, base };
  }
  const found = mayTune(request, context) ? findTunedModel(context, name) : undefined;
  if (!found) throw noModel(name);
  return findServedModel(tuned, found.endpoint, anyone);
}
