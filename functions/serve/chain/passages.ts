/** Passages of a corpus, and how they are told to a model. */
import type { Grounding } from '../../shared/grounding/grounding';

/** What was found for a question. */
export class Passages {
  constructor(readonly found: Grounding) {}

  get texts(): string[] {
    return this.found.passages.map(({ text }) => text);
  }

  /** With numbers, by which an answer can name them, each below its headings. */
  toString(): string {
    return this.found.passages
      .map(({ heading, text }, n) => `[${n + 1}] ${heading === '' ? '' : `${heading}\n`}${text}`)
      .join('\n\n');
  }

  toJSON(): { heading: string; text: string }[] {
    return this.found.passages.map(({ heading, text }) => ({ heading, text }));
  }
}
