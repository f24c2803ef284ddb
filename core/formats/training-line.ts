/** A line of a training file read back, in whichever form the provider's tuner reads. */
import { PermanentError } from '../errors';
import type { Row } from '../row-schema';
import { convertConversation, type Conversation } from './conversations';

/** @throws PermanentError for a line that is no conversation */
export function readTrainingLine(text: string): Conversation {
  const converted = convertConversation(JSON.parse(text) as Row);
  if ('problem' in converted)
    throw new PermanentError(`a line of a training file cannot be read: ${converted.problem}`);
  return converted.value;
}
