/** An answer that a chain makes, as if one model had given it. */
import type { Span } from '../../../core/chain/trace';
import type { FieldValue } from '../../../core/prompt';
import { errorType, workflow } from '../../../core/tracing/conventions';
import type { ChainFiles } from '../../../schemas/generated/types';
import type { Grounding } from '../../shared/grounding/grounding';
import type { Answer, Hearing, Searched, Usage } from '../../shared/models/provider';
import type { ServedModel } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import { loggedOf } from './failed';
import { errorTypeOf } from '../tracing/traced';
import { planOf } from './plan';
import { runChain } from './run-chain';
import type { Surroundings } from './step-call';
import { createTrace } from './trace';
import { createVoice } from './voice';
import { createWork } from './work';

export interface ChainAnswer {
  answer: Answer;
  /** Why the model in production gave none itself, where something else took its place. */
  own?: Error;
  /** By its searches. */
  found?: Grounding[];
}

/** Of a run that has a chain. */
export interface Asked {
  model: ServedModel;
  input: Record<string, FieldValue>;
  /** Asks the model in production, with values for the fields of its prompt; for so many tokens at most. */
  askProduction: Surroundings['askProduction'];
  /** Tokens of the text that is the caller's, where they want fewer than the pipeline gives. */
  maxOutputTokens?: number | undefined;
  hearing: Hearing;
  /** Told at once of where the trace will be: it is wanted of a chain that fails too. */
  onTrace: (spans: () => Span[]) => void;
}

export const hasChain = ({ configuration }: ServedModel): boolean =>
  configuration.pipeline.serving?.chain !== undefined;

/** @throws StepFailed that names the step; what `hearing.signal` was aborted for */
export async function answerByChain(
  { model, input, askProduction, maxOutputTokens, hearing, onTrace }: Asked,
  { generationOf, groundingOf, clock, log }: Pick<ServeDeps, 'generationOf' | 'groundingOf' | 'clock' | 'log'>,
): Promise<ChainAnswer> {
  const { configuration, deployment } = model;
  const { pipeline } = configuration;
  const plan = planOf(pipeline.serving!.chain!, configuration.chain as ChainFiles);
  const trace = createTrace(clock);
  onTrace(trace.spans);
  const { name, attributes } = workflow(pipeline.name);
  const span = hearing.span?.begin(name, 'internal', attributes);
  let own: Error | undefined;
  let said: Answer | undefined;
  const found: Grounding[] = [];
  const searches: Searched[] = [];
  const work = createWork({
    plan,
    model,
    generation: generationOf(configuration),
    async askProduction(...asked) {
      return (said = await askProduction(...asked));
    },
    maxOutputTokens,
    trace,
    clock,
    span,
    async find(asked) {
      const grounding = await groundingOf(asked);
      found.push(grounding);
      return grounding;
    },
    onSearched: (searched) => searches.push(searched),
    onFailure({ name, kind }, error) {
      if (kind === 'answer') own = error;
      log.warning(`the step ${name} of the chain ${loggedOf(error)}`, {
        pipeline: pipeline.name,
        run: deployment.run,
      });
    },
  });
  const voice = hearing.onText && createVoice(hearing.onText);
  const { value: text, answer } = await runChain({ plan, input, work, trace, voice, signal: hearing.signal })
    .catch((error: Error) => {
      attributes[errorType] = errorTypeOf(error);
      throw error;
    })
    .finally(() => span?.end());
  if (voice && text !== '' && !(await voice.hasSpoken())) hearing.onText!(text);
  const outcome = text.trim() === '' ? 'empty' : answer?.outcome === 'truncated' ? 'truncated' : 'answered';
  const finishReason = answer?.finishReason ?? 'STOP';
  return {
    answer: {
      outcome,
      text,
      finishReason,
      usage: usageOf(trace.spans()),
      ...(said?.endpoint && { endpoint: said.endpoint }),
      ...(searches.length > 0 && { searched: allSearched(searches, answer) }),
    },
    ...(own && { own }),
    ...(found.length > 0 && { found }),
  };
}

/** What all models of the chain have searched for; what of the text rests on it is known of the one alone whose words it is. */
const allSearched = (searches: Searched[], shown: Answer | undefined): Searched => {
  const suggestions = searches.flatMap((each) => each.suggestions ?? []).join('\n');
  return {
    queries: searches.flatMap(({ queries }) => queries),
    found: searches.flatMap(({ found }) => found),
    sentences: shown?.searched?.sentences ?? [],
    ...(suggestions && { suggestions }),
  };
};

/** Of all of its questions together. */
const usageOf = (spans: Span[]): Usage => ({
  inputTokens: spans.reduce((sum, span) => sum + span.input_tokens, 0),
  outputTokens: spans.reduce((sum, span) => sum + span.output_tokens, 0),
  thoughtTokens: 0,
});
