/** serve as the functions framework runs it, in this process, with a model that says what a test has it say. */
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { parsePrompt } from '../../../core/prompt';
import type { ServeDeps } from '../../../functions/serve/deps';
import { createServe } from '../../../functions/serve/handler';
import { takeRequests } from '../../../functions/serve/http/requests';
import { createPseudonyms } from '../../../functions/serve/users/pseudonyms';
import type { Answer, Generation } from '../../../functions/shared/models/provider';
import production from '../../../schemas/examples/production.json';
import type { Configuration, EventData } from '../../../schemas/generated/types';
import { createWorld, exampleRun } from '../fakes';

export type Row = EventData['landfall.prediction.made.v1'];

export const usage = { inputTokens: 9, outputTokens: 5, thoughtTokens: 2 };
export const answered: Answer = { outcome: 'answered', text: 'A broken jar.', finishReason: 'STOP', usage };

/** @param generate what the model says to each question; @param change of the run behind it */
export async function startServe(
  generate: Generation['generate'],
  change?: (configuration: Configuration) => void,
  groundingOf: ServeDeps['groundingOf'] = () => Promise.reject(new Error('nothing rests on a corpus')),
) {
  const world = createWorld();
  const run = exampleRun(change);
  await world.ledger.createRun(run);
  const { digest } = parsePrompt(run.configuration.prompt);
  await world.ledger.replaceProduction({ ...production, promptDigest: digest }, undefined);
  let ids = 0;
  const deps = {
    ...world,
    servingBucket: 'serving',
    pseudonymOf: createPseudonyms(world.objects, 'serving'),
    generationOf: () => ({ generate, modelOf: ({ id }: { id: string }) => id }),
    groundingOf,
    newId: () => `id-${++ids}`,
    pipelinesInProduction: async () => [run.pipeline],
  };
  const serve = createServe(() => deps, world.log);
  const served: Promise<void>[] = [];
  const responses: ServerResponse[] = [];
  const giveBack = takeRequests((request, response) => {
    responses.push(response);
    served.push(serve(request, response));
  });
  http('serve', serve);
  const server = getTestServer('serve');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: () => world.logged.map(({ data }) => data as Row),
    world,
    /** Of each request: resolves when nothing of it is left to do. */
    served,
    responses,
    connections: () => promisify(server.getConnections.bind(server))(),
    close() {
      giveBack();
      server.close();
      server.closeAllConnections();
    },
  };
}
