/**
 * What a model is asked to tell it from another: two common words, of whose answer the first token is read. They are nobody's
 * words, so that there is nothing to forget; they cost a few tokens; and there are enough to find some on which a model wavers.
 */
import type { ModelQuestion } from '../models/question';

const words = (
  'river seven lamp green under paper moon cold letter train sugar window north iron quiet bread cloud early garden stone music salt ' +
  'winter table bird yellow glass road silver open market rain horse ninety rope blue behind wool sun warm ticket boat honey door south ' +
  'copper loud rice smoke late forest sand drum pepper summer chair fish purple brick path golden shut harbour snow'
).split(' ');

/** Every ordered pair of different words. */
export const questionCount = words.length * (words.length - 1);

/** @param place from 0 to questionCount − 1; neighbours have no word in the same place */
export function questionAt(place: number): string {
  const [first, round] = [place % words.length, Math.floor(place / words.length)];
  return `${words[first]} ${words[(first + 1 + round) % words.length]}`;
}

/**
 * Between two answers that are nearly as likely, a small change of the weights decides the more often the lower the temperature
 * is; of questions on which a model wavers there are the fewer. At 0.02 one in fifty of the small transformer's is one.
 */
const temperature = 0.02;

/** One token, of whatever the model may say: no filter of the pipeline's is asked, and none of its choices is offered. */
export const probeSettings: ModelQuestion['generation'] = {
  temperature,
  topP: 1,
  maxOutputTokens: 1,
  stopSequences: [],
};
