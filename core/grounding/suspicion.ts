/** From where on a text is held to speak to the model that reads it, as core/grounding/injection/shipped.ts scores it. */
import type { Citation } from './citations';

/** What it leaves out and what it passes over, `npm run bench -- injection` says: of clean documentation at most 1 passage in 100 lies above it. */
export const suspicious = 2;

/** A passage above it. */
export interface SuspectPassage extends Omit<Citation, 'quote'> {
  score: number;
  /** It is not in the prompt, and the next best passage is, where there is one. */
  isLeftOut: boolean;
}
