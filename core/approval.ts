/** What a person decides about a run that has passed its gate, and what that person is told. */

/** What a run waits for. */
export interface Waiting {
  for: 'approval';
  /** Id of the candidate that passed. */
  champion: string;
  /** ISO 8601. */
  since: string;
  /** What it was found to be against each of its rivals, in words. */
  because: string[];
}

export interface Approval {
  decision: 'approved' | 'rejected';
  /** An email address, or the name of a user. */
  by: string;
  reason?: string;
  /** ISO 8601. */
  at: string;
}
