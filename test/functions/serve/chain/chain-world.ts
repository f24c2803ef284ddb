/** A pipeline with a chain in production, models whose answers a test decides, and a caller. */
import type { ChainSpec, ChainStep, EventData } from '../../../../schemas/generated/types';
import type { Span } from '../../../../core/chain/trace';
import { parsePrompt } from '../../../../core/prompt';
import { exchange, type Told } from '../../../../functions/serve/asking/exchange';
import { createProductionCache } from '../../../../functions/serve/asking/production-model';
import type { ServeDeps } from '../../../../functions/serve/deps';
import type { Answer, Hearing, Question } from '../../../../functions/shared/models/provider';
import production from '../../../../schemas/examples/production.json';
import { createWorld, exampleRun, type World } from '../../fakes';
import { createPseudonyms } from '../../../../functions/serve/users/pseudonyms';

export const usage = { inputTokens: 10, outputTokens: 5, thoughtTokens: 0 };
export const said = (text: string): Answer => ({ outcome: 'answered', text, finishReason: 'STOP', usage });

/** What a model says of a question: by the model and what it is asked. */
export type Says = (
  asked: { model: string; text: string; question: Question },
  hearing: Hearing,
) => Promise<Answer> | Answer;

export type Steps = Record<string, Partial<ChainStep>>;

interface Setting {
  steps: Steps;
  output: string;
  input?: string[];
  says: Says;
  code?: Record<string, string>;
  schemas?: Record<string, object>;
  find?: ServeDeps['groundingOf'];
}

export interface ChainWorld {
  world: World;
  asked: { model: string; text: string }[];
  ask: (input?: Record<string, string>, hearing?: Hearing) => Promise<Told>;
  /** The newest row of landfall.predictions, with its steps read. */
  row: () => EventData['landfall.prediction.made.v1'] & { spans: Span[] };
}

/** Of every chain: the fields are in braces, so that a test sees what stands in them. */
const prompts = {
  'about.yaml': { user: 'about {{text}}' },
  'route.yaml': { user: 'route {{body}}' },
  'part.yaml': { user: 'part {{part}}' },
  'parts.yaml': { user: 'parts {{parts}}' },
  'shown.yaml': {
    user: 'shown {{text}}',
    examples: [{ user: 'shown x', model: 'y' }],
    generation: { temperature: 0.5, maxOutputTokens: 7 },
  },
};

export async function createChainWorld({
  steps,
  output,
  input,
  says,
  code = {},
  schemas = {},
  find = () => Promise.reject(new Error('nothing rests on a corpus')),
}: Setting): Promise<ChainWorld> {
  const world = createWorld();
  const whole = Object.fromEntries(
    Object.entries(steps).map(([name, step]) => [name, { timeLimit: 20, attempts: 1, ...step } as ChainStep]),
  );
  const chain: ChainSpec = { steps: whole, output, ...(input && { input }) };
  const run = exampleRun((configuration) => {
    configuration.prompt = { user: 'answer {{email}}' };
    configuration.pipeline.serving = { chain, outcomes: {} };
    configuration.chain = { prompts, schemas, code };
    configuration.baseModels.price = {
      id: 'price',
      price: { input: 1, output: 2, tunedFactor: 1, search: { googleSearch: { per1000: 14, of: 'query' } } },
    };
  });
  await world.ledger.createRun(run);
  const { digest: promptDigest } = parsePrompt(run.configuration.prompt);
  await world.ledger.replaceProduction({ ...production, promptDigest }, undefined);
  const asked: ChainWorld['asked'] = [];
  const deps: ServeDeps = {
    ...world,
    servingBucket: 'serving',
    pseudonymOf: createPseudonyms(world.objects, 'serving'),
    generationOf: () => ({
      modelOf: ({ id }) => id,
      generate: async (question, hearing = {}) => {
        const model = question.model === production.serving[0]!.endpoint ? 'production' : question.model;
        const { text } = question.request.turns.at(-1)!;
        asked.push({ model, text });
        return says({ model, text, question }, hearing);
      },
    }),
    groundingOf: find,
    newId: () => 'id-1',
    pipelinesInProduction: async () => [],
  };
  const findServing = createProductionCache(deps);
  return {
    world,
    asked,
    ask: async (values = { email: 'It leaks.' }, hearing = {}) =>
      exchange(await findServing(run.pipeline), { input: values }, hearing, deps),
    row: () => {
      const data = world.logged.at(-1)!.data as EventData['landfall.prediction.made.v1'];
      return { ...data, spans: JSON.parse(data.steps!) as Span[] };
    },
  };
}

/** A model that answers when a test says so, and listens to who tells it to stop. */
export function held(): { says: Says; release: (answer: Answer) => void; stopped: () => unknown } {
  let release!: (answer: Answer) => void;
  let reason: unknown;
  const released = new Promise<Answer>((resolve) => (release = resolve));
  return {
    release,
    stopped: () => reason,
    says: (_, { signal }) =>
      Promise.race([
        released,
        new Promise<never>((_resolve, reject) =>
          signal?.addEventListener('abort', () => {
            reason = signal.reason;
            reject(signal.reason as Error);
          }),
        ),
      ]),
  };
}
