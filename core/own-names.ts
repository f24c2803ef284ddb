/** What a deployment's project and buckets may be called, and are called unless it says otherwise. */

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects */
export const projectId = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** https://cloud.google.com/storage/docs/buckets#naming */
export const bucketName = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;

/** The bucket of the project for a purpose: landing, artifacts, serving, function-source. */
export const ownBucket = (project: string, purpose: string): string => `${project}-${purpose}`;
