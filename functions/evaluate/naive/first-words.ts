/** first-words: the first words of what is asked, as many as an answer has in the median. Of summaries it is the "lead" baseline. */
import { characterWithoutSpaces } from '../../../core/words';
import { inputOf, type NaiveRival, type TrainingExample } from './rival';

/** As it is written, with its punctuation; of a script without spaces a character, with its marks. */
const words = new RegExp(String.raw`${characterWithoutSpaces}\p{M}*|(?:(?!${characterWithoutSpaces})\S)+`, 'gu');

export function firstWords(training: readonly TrainingExample[]): NaiveRival {
  const counts = training.map(({ target }) => target.match(words)?.length ?? 0).toSorted((a, b) => a - b);
  const count = counts[Math.floor(counts.length / 2)] ?? 0;
  const instruction = sharedBeginning(training.map(({ request }) => inputOf(request)));
  const answer = (input: string) => {
    const own = input.startsWith(instruction) ? input.slice(instruction.length) : input;
    const taken = [...take(own.matchAll(words), count)];
    const [first, last] = [taken[0], taken.at(-1)];
    return first && last ? own.slice(first.index, last.index + last[0].length) : '';
  };
  return { name: 'first-words', answer: (request) => answer(inputOf(request)) };
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  if (count === 0) return;
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}

/** What every prompt begins with, in whole words: the instruction of a template, and not yet the input. None where all are the same. */
function sharedBeginning(inputs: readonly string[]): string {
  const [first = ''] = inputs;
  let length = first.length;
  let isSame = true;
  for (const input of inputs) {
    isSame &&= input === first;
    while (length > 0 && !input.startsWith(first.slice(0, length))) length = divergence(input, first, length);
  }
  return isSame ? '' : /^.*\s|/su.exec(first.slice(0, length))![0];
}

function divergence(a: string, b: string, upTo: number): number {
  let at = 0;
  while (at < upTo && a[at] === b[at]) at += 1;
  return at;
}
