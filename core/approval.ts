/** What a person decides about a run that has passed its gate, and what that person is told. */
import type { Approvable } from './ledger-layout';

/** What a run waits for. */
export interface Waiting {
  for: Approvable;
  /** Id of the candidate that passed. */
  champion: string;
  /** ISO 8601. */
  since: string;
  /** What it was found to be against each of its rivals, in words; of a canary, what its requests came to by then, and what comes unless somebody decides. */
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
