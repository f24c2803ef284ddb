/** serve over a world in memory, whose model answers at once: for the test that ends its process. */
import { http } from '@google-cloud/functions-framework';
import { randomUUID } from 'node:crypto';
import { parsePrompt } from '../../../../core/prompt';
import { createServe } from '../../../../functions/serve/handler';
import { print } from '../../../../functions/shared/stage/log';
import production from '../../../../schemas/examples/production.json';
import { createWorld, exampleRun } from '../../fakes';
import { createPseudonyms } from '../../../../functions/serve/users/pseudonyms';

const usage = { inputTokens: 9, outputTokens: 5, thoughtTokens: 2 };

/** As it would be if nobody waited for what is published. */
const sendUnawaited = async (line: string): Promise<void> =>
  void fetch(process.env.RECEIVER!, { method: 'POST', body: line }).catch(() => {});

http(
  'serve',
  createServe(async () => {
    const world = createWorld();
    const run = exampleRun();
    await world.ledger.createRun(run);
    const promptDigest = parsePrompt(run.configuration.prompt).digest;
    await world.ledger.replaceProduction({ ...production, promptDigest }, undefined);
    return {
      ...world,
      print: process.env.RECEIVER ? sendUnawaited : print,
      generationOf: () => ({
        modelOf: ({ id }: { id: string }) => id,
        generate: async () => ({ outcome: 'answered' as const, text: 'A broken jar.', finishReason: 'STOP', usage }),
      }),
      servingBucket: 'serving',
      pseudonymOf: createPseudonyms(world.objects, 'serving'),
      groundingOf: undefined as never,
      newId: randomUUID,
      pipelinesInProduction: async () => [run.pipeline],
    };
  }),
);
