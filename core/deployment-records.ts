/** How far those deployments are that have to come about before what was tuned answers. */

/** What was begun, as its provider calls it, or why the last attempt came to nothing; or why there is no other one. */
export interface DeploymentRecord {
  begun?: string;
  error?: string;
  failed?: string;
}

/** Of a run, those under way, and those that have failed; by tuning job. */
export type DeploymentRecords = Record<string, DeploymentRecord>;
