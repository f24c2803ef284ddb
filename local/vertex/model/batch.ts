/** From conversations to batches: token sequences, which of their tokens are to be learnt, and sequences end to end. */
import { encodeTurn, special, type Tokenizer, type Turn } from './tokenizer';
import type { Batch } from './transformer';

/** One sequence; `learn[i]` is 1 where `tokens[i]` is to be predicted from what stands before it. */
export interface Sequence {
  tokens: number[];
  learn: Uint8Array;
}

/** What is learnt as one: a sequence, or a pair of them, the preferred one first. */
export type Example = Sequence[];

export const countTokens = (example: Example): number => example.reduce((sum, { tokens }) => sum + tokens.length, 0);

/** The sequence of a conversation. Only the model's turns are learnt: their text and the end mark. */
export function toSequence(tokenizer: Tokenizer, turns: Turn[]): Sequence {
  const encoded = turns.map((turn) => encodeTurn(tokenizer, turn));
  const tokens = encoded.flat();
  const learn = new Uint8Array(tokens.length);
  let start = 0;
  for (const turn of encoded) {
    if (turn[0] === special.model) learn.fill(1, start + 1, start + turn.length);
    start += turn.length;
  }
  return { tokens, learn };
}

/** Sequences end to end; the last token of each predicts nothing and is left out. */
export function toBatch(sequences: Sequence[]): Batch {
  const lengths = sequences.map(({ tokens }) => tokens.length - 1);
  const total = lengths.reduce((a, b) => a + b, 0);
  const batch: Batch = { lengths, tokens: new Int32Array(total), targets: new Int32Array(total) };
  let start = 0;
  for (const { tokens, learn } of sequences) {
    for (let i = 0; i + 1 < tokens.length; i++) {
      batch.tokens[start + i] = tokens[i]!;
      batch.targets[start + i] = learn[i + 1] ? tokens[i + 1]! : -1;
    }
    start += tokens.length - 1;
  }
  return batch;
}
