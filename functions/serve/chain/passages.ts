/** Passages of a corpus: what a chain asks to be looked for, and how what was found is told to a model. */

export interface ToldPassage {
  text: string;
  title?: string;
  uri?: string;
}

/** Those that say most of the question come first. @throws PermanentError for a corpus that there is not */
export type Retrieve = (corpus: string, question: string, count: number, signal: AbortSignal) => Promise<ToldPassage[]>;

/** What was found. */
export class Passages {
  constructor(readonly all: ToldPassage[]) {}

  /** With numbers, by which an answer can name them. */
  toString(): string {
    return this.all
      .map(({ title, text }, n) => `[${n + 1}] ${title === undefined ? '' : `${title}\n`}${text}`)
      .join('\n\n');
  }

  toJSON(): ToldPassage[] {
    return this.all;
  }
}
