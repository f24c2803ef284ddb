/** The most that an answer may cost, known before it is asked for. */
import type { ModelRequest } from './contents';
import { searchToolNameOf, type SearchTool } from './grounding/spec';
import { answerPrice } from './price';

/** Nobody promises how many queries a model takes for an answer: more are paid all the same, and count when the next is asked. */
const queriesHeld = 5;

/** Tokens of the marks around a turn, generously: the catalog's bases have five. */
const marksOfTurn = 16;

interface Asked {
  request: ModelRequest;
  generation: { maxOutputTokens: number };
  /** Words that the answer is to be one of: they are sent too. */
  choices?: string[];
  /** What it may search. */
  search?: SearchTool;
}

/** A tokenizer makes no more tokens of a text than it has bytes; thoughts count among the tokens of the answer. */
export function mostPriceOf(
  { request: { system = '', turns }, generation: { maxOutputTokens }, choices = [], search }: Asked,
  price: Parameters<typeof answerPrice>[1],
  isTuned: boolean,
): number {
  const texts = [system, ...turns.map(({ text }) => text), ...choices];
  const inputTokens = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + marksOfTurn, 0);
  const used = { inputTokens, outputTokens: maxOutputTokens };
  const searches = search && { [searchToolNameOf(search)]: queriesHeld };
  return answerPrice(searches ? { ...used, searches } : used, price, isTuned);
}
