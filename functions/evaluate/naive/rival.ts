/** A naive rival: something that answers without a model, out of the training examples alone. */
import type { ModelRequest } from '../../../core/contents';

/** What of a question is read: instructions are alike for all. */
export type Asked = Pick<ModelRequest, 'turns'>;

export interface TrainingExample {
  request: Asked;
  target: string;
}

export interface NaiveRival {
  name: string;
  answer: (request: Asked) => string;
}

/** The text that examples are compared by: all turns. */
export const askedIn = ({ turns }: Asked): string => turns.map(({ text }) => text).join('\n');

/** The text that an answer may be taken from: the last turn. */
export const inputOf = ({ turns }: Asked): string => turns.at(-1)?.text ?? '';
