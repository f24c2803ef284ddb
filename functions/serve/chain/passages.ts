/** Passages of a corpus, and how they are told to a model. */
import type { Grounding } from '../../shared/grounding/grounding';
import { passagesText } from '../grounding/passages-text';

/** What was found for a question. */
export class Passages {
  constructor(readonly found: Grounding) {}

  get texts(): string[] {
    return this.found.passages.map(({ text }) => text);
  }

  toString(): string {
    return passagesText(this.found.passages);
  }

  toJSON(): { heading: string; text: string }[] {
    return this.found.passages.map(({ heading, text }) => ({ heading, text }));
  }
}
