/** That the model of a run was in production, and a person has gone back to the one before: what stands in the run's folder, written once. */
export interface Rollback {
  /** An email address, or the name of a user of the machine that it was decided on. */
  by: string;
  reason?: string;
  /** ISO 8601. */
  at: string;
  to: { run: string; candidate: string };
}
