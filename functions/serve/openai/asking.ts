/** What a body of either of OpenAI's APIs asks of a pipeline. */
import type { ChainFiles } from '../../../schemas/generated/types';
import type { Asking } from '../asking/exchange';
import { fieldsFor, type Serving } from '../asking/production-model';
import { generationFor } from '../../shared/models/provider';
import { hasChain } from '../chain/answer';
import { planOf } from '../chain/plan';
import { readConversation } from './conversation';
import { userIn } from '../users/named';
import { unsupported } from './errors';
import { checkParameters, readMost, type Body } from './parameters';

/** What an API calls its parameters. */
export interface Names {
  messages: string;
  /** The limit of tokens, the name that counts first. */
  most: string[];
}

/** @throws HttpProblem 400 that names the parameter */
export function readAsking(body: Body, { control }: Serving, names: Names): Asking {
  const generation = generationFor(control.prompt, control.configuration.pipeline);
  checkParameters(body, generation, ['model', 'stream', 'stream_options', names.messages, ...names.most]);
  const user = userIn(body);
  const maxOutputTokens = readMost(body, names.most, generation);
  if (maxOutputTokens !== undefined && !isLimitable(control))
    throw unsupported(
      names.most.find((name) => typeof body[name] === 'number')!,
      'the answer is not what one model says, and cannot be cut to fewer tokens than the pipeline gives',
      `leave it out, or give ${generation.maxOutputTokens} or more`,
    );
  return {
    ...readConversation(body[names.messages], fieldsFor(control), names.messages),
    ...(user && { user }),
    ...(maxOutputTokens && { maxOutputTokens }),
  };
}

/** In a chain the limit holds for the steps whose text is the caller's, where that is a model's. */
function isLimitable(model: Serving['control']): boolean {
  if (!hasChain(model)) return true;
  const { chain, pipeline } = model.configuration;
  return planOf(pipeline.serving!.chain!, chain as ChainFiles).isLimitable;
}
