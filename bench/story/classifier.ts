/** What a model knows in the story: an untuned base guesses, and a tuned one is a naive Bayes classifier as good as its training file. */
import { readTrainingLine } from '../../core/formats/training-line';
import { evenly } from '../gate/instant-pipeline';
import { intents } from './messages';

export type Classifier = (text: string) => string;

/** How often a base is wrong whatever it has learnt, and how often it is right though it has learnt nothing. */
const bases: Record<string, { slips: number; knows: number }> = {
  'gemini-3.1-flash-lite': { slips: 0.04, knows: 0.4 },
  'gemini-3.5-flash-lite': { slips: 0.02, knows: 0.5 },
};

export const wordsOf = (text: string): string[] => text.match(/[a-z]+/g) ?? [];

/** Who has read the world knows the usual words of an intent, so far as its base does. @param truth what the message is about */
export const untuned =
  (base: string, truth: Classifier): Classifier =>
  (text) =>
    evenly(`${base} knows ${text}`) < bases[base]!.knows ? truth(text) : guess(`${base} ${text}`);

/** @param file JSON Lines, as the tuner reads them */
export function tuned(base: string, file: string): Classifier {
  const seen = new Map<string, Map<string, number>>();
  const examples = new Map<string, number>();
  for (const line of file.trimEnd().split('\n')) {
    const { prompt, completion } = readTrainingLine(line);
    examples.set(completion, (examples.get(completion) ?? 0) + 1);
    for (const word of wordsOf(prompt)) {
      const byIntent = seen.get(word) ?? new Map<string, number>();
      seen.set(word, byIntent.set(completion, (byIntent.get(completion) ?? 0) + 1));
    }
  }
  const total = [...examples.values()].reduce((sum, each) => sum + each, 0);
  /** Add-half smoothing; two words of each message tell, whoever writes it. */
  const score = (words: string[], intent: string): number => {
    const own = examples.get(intent)!;
    return words.reduce(
      (sum, word) => sum + Math.log(((seen.get(word)?.get(intent) ?? 0) + 0.5) / (own + 1)),
      Math.log(own / total),
    );
  };
  return (text) => {
    if (evenly(`${base} slips ${text}`) < bases[base]!.slips) return guess(`${base} ${text}`);
    const words = wordsOf(text).filter((word) => seen.has(word));
    const scores = [...examples.keys()].map((intent) => ({ intent, score: score(words, intent) }));
    return scores.reduce((best, each) => (each.score > best.score ? each : best)).intent;
  };
}

const guess = (name: string): string => intents[Math.floor(evenly(`${name} guess`) * intents.length)]!;
