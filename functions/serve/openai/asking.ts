/** What a body of either of OpenAI's APIs asks of a pipeline. */
import type { Asking } from '../asking/exchange';
import { fieldsFor, type Serving } from '../asking/production-model';
import { readConversation } from './conversation';
import { userIn } from '../users/named';
import { checkParameters, readMost, type Body } from './parameters';

/** What an API calls its parameters. */
export interface Names {
  messages: string;
  /** The limit of tokens, the name that counts first. */
  most: string[];
}

/** @throws HttpProblem 400 that names the parameter */
export function readAsking(body: Body, { control }: Serving, names: Names): Asking {
  const { generation } = control.configuration.pipeline;
  checkParameters(body, generation, ['model', 'stream', 'stream_options', names.messages, ...names.most]);
  const user = userIn(body);
  const maxOutputTokens = readMost(body, names.most, generation);
  return {
    ...readConversation(body[names.messages], fieldsFor(control), names.messages),
    ...(user && { user }),
    ...(maxOutputTokens && { maxOutputTokens }),
  };
}
