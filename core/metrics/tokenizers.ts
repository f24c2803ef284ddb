/** How metrics cut a text into tokens: the words of the house, and what the reference implementations do. */
import { comparedWords } from '../words';

/** White space as Python's str.split() sees it; JavaScript's lacks the separators of ASCII and has the byte order mark. */
const pythonSpace = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const pythonSpaces = new RegExp(`${pythonSpace}+`, 'g');
const written = new RegExp(`${pythonSpace.replace('[', '[^')}+`, 'g');

// Looked for where white space begins: one within a text is gone over once.
const spaceAtEnd = new RegExp(`(?<!${pythonSpace})${pythonSpace}+$`);

/** Python's str.split(). */
export const splitAtSpaces = (text: string): string[] => text.match(written) ?? [];

/** Python's ''.join(text.split()). */
export const withoutSpaces = (text: string): string => text.replace(pythonSpaces, '');

/** Python's str.rstrip(). */
export const withoutSpaceAtEnd = (text: string): string => text.replace(spaceAtEnd, '');

/** rouge_score's tokenize.py, after ROUGE-1.5.5: runs of a-z and 0-9; all other letters separate, and are lost. */
const rougeScore = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** Python's string.punctuation. */
const asciiPunctuation = /[!-/:-@[-`{-~]/g;
/** With the word boundaries of Python, which know more letters than those of JavaScript. */
const articles = /(?<![\p{L}\p{N}_])(?:an?|the)(?![\p{L}\p{N}_])/gu;

/** normalize_answer of SQuAD's evaluate-v2.0.py. */
const squad = (text: string): string[] =>
  splitAtSpaces(text.toLowerCase().replace(asciiPunctuation, '').replace(articles, ' '));

/** What metrics of words read a text as. */
export const tokenizers = { words: comparedWords, 'rouge-score': rougeScore, squad };
export type TextTokens = keyof typeof tokenizers;

/** @throws Error when a metric has no such tokenizer: which of all that there are one knows, no schema says */
export function tokenizerOf<Name extends string>(
  known: Record<Name, (text: string) => string[]>,
  name: Name,
): (text: string) => string[] {
  if (!Object.hasOwn(known, name)) throw new Error(`it knows no tokenizer ${name}`);
  return known[name];
}
