/** A line of a training file read back, in whichever form the provider's tuner reads. */
import type { Turn } from '../contents';
import { PermanentError } from '../errors';
import type { Row } from '../row-schema';
import { convertConversation } from './conversations';

export interface TrainingExample {
  system?: string;
  /** The turns before the prompt. */
  history: Turn[];
  prompt: string;
  /** What the model is to say. */
  completion: string;
}

/** @throws PermanentError for a line that is no conversation */
export function readTrainingLine(text: string): TrainingExample {
  const converted = convertConversation(JSON.parse(text) as Row);
  if ('problem' in converted)
    throw new PermanentError(`a line of a training file cannot be read: ${converted.problem}`);
  return converted.value as unknown as TrainingExample;
}
