/** The local OpenAI, and the services that speak its API: files, fine-tuning jobs, models and chat completions below /v1, with a small model behind them. */
import express, { Router } from 'express';
import { checkKey, mayTune } from './callers';
import { chatRoutes } from './chat';
import { createOpenAiContext, type OpenAiOptions } from './context';
import { ApiError, sendError } from './errors';
import { fileRoutes } from './files';
import { jobRoutes } from './job-routes';
import { modelRoutes } from './model-routes';

export interface LocalOpenAi {
  router: Router;
  /** Unfinished jobs go on at the next start. */
  close(): Promise<void>;
}

/** Whatever else is below /v1 is of other services. */
const own = /^\/(files|fine_tuning|models|chat)(\/|$)/;

export function createOpenAi(options: OpenAiOptions): LocalOpenAi {
  const context = createOpenAiContext(options);
  const api = Router();
  api.use((request, _response, next) => {
    checkKey(request);
    next();
  });
  const tuning = Router().use(fileRoutes(context), express.json({ limit: '20mb' }), jobRoutes(context));
  api.use((request, response, next) => {
    if (mayTune(request, context)) tuning(request, response, next);
    else next();
  });
  api.use(express.json({ limit: '20mb' }), modelRoutes(context), chatRoutes(context));
  api.use((request, _response, next) => {
    next(new ApiError(404, `Invalid URL (${request.method} ${request.originalUrl})`));
  });
  api.use(sendError);
  const router = Router().use('/v1', (request, response, next) => {
    if (own.test(request.path)) void api(request, response, next);
    else next();
  });
  context.runner.wake();
  return {
    router,
    async close() {
      await context.runner.close();
      await context.generator.close();
    },
  };
}
