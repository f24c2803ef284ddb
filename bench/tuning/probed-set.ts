/** A dataset of which the rows of a trial are drawn. */
export interface ProbedRow {
  prompt: string;
  target: string;
  /** Whose it is: a wrong join may give it the target of another one. */
  owner: string;
  /** When it came, and what it is about, where that is known. */
  day?: string;
  kind?: string;
}

export interface ProbedSet {
  name: string;
  sizes: number[];
  /** So many rows; of those that have owners all of an owner. */
  draw: (size: number, seed: number) => ProbedRow[];
  /** Nothing is done to it. */
  isOnlyGood?: boolean;
  /** What is refused of it is counted, and nothing is promised. */
  isUnheld?: boolean;
  /** Whether rows have owners, and targets words of their prompts, by which a row's true target is told from an owner's others. */
  tellsOwners: boolean;
}
