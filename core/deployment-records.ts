/** How far those deployments are that have to come about before what was tuned answers. */

/** What was begun, as its provider calls it, or why the last attempt came to nothing. */
export interface DeploymentRecord {
  begun?: string;
  error?: string;
}

/** Of a run, those under way; by tuning job. */
export type DeploymentRecords = Record<string, DeploymentRecord>;
