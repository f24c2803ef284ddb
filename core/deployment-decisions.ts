/** What a person decides about the deployment of a run; it stands in the run's folder and is written once. */

/** That the run's model was in production, and somebody has gone back to the one before. */
export interface Rollback {
  /** An email address, or the name of a user of the machine that it was decided on. */
  by: string;
  reason?: string;
  /** ISO 8601. */
  at: string;
  to: { run: string; candidate: string };
}
