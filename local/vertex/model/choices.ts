/** Constrained decoding: of the next tokens, those that go on with one of the texts that may be said. */
import { special, type Tokenizer } from './tokenizer';

export interface Constraint {
  /** Takes from the logits every token that no text goes on with. */
  mask(logits: Float32Array): void;
  /** A token was said. */
  accept(token: number): void;
}

/** Texts are followed byte by byte: how they are cut into tokens is the model's to choose. */
export function createConstraint(tokenizer: Tokenizer, choices: string[]): Constraint {
  const texts = [...new Set(choices.map((choice) => choice.trim()))].map((choice) => Buffer.from(choice));
  let open = texts;
  let said = 0;

  const goesOn = (token: number): boolean => {
    const bytes = tokenizer.bytesOf(token);
    return bytes.length > 0 && open.some((text) => continues(text, bytes, said));
  };
  return {
    mask(logits) {
      for (let token = 0; token < logits.length; token++) {
        const isAllowed = token === special.end ? open.some(({ length }) => length === said) : goesOn(token);
        if (!isAllowed) logits[token] = -Infinity;
      }
    },
    accept(token) {
      const bytes = tokenizer.bytesOf(token);
      open = open.filter((text) => continues(text, bytes, said));
      said += bytes.length;
    },
  };
}

const continues = (text: Uint8Array, bytes: Uint8Array, from: number): boolean =>
  from + bytes.length <= text.length && bytes.every((byte, at) => text[from + at] === byte);
