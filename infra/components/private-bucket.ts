/** A bucket that IAM alone opens, and that does not grow for ever. */
import * as gcp from '@pulumi/gcp';
import type * as pulumi from '@pulumi/pulumi';

export interface PrivateBucketArgs {
  bucket: string;
  location: string;
  /** Refuses to be destroyed while something is in it. */
  keepData: boolean;
  /** Days after which what lies below a folder is gone, deleted before or not, by the folder's name. */
  deletedAfter?: Record<string, number>;
  /** Days after which what was last written under a name that ends so is gone, by that ending. */
  endingsDeletedAfter?: Record<string, number>;
  /** Keeps what is overwritten or deleted for this number of days, as a generation of its own. */
  noncurrentDays?: number;
}

/** What an upload that was never finished leaves behind is billed and seen by nobody. */
const forgetUploads = { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } };

export class PrivateBucket extends gcp.storage.Bucket {
  constructor(name: string, args: PrivateBucketArgs, opts: pulumi.CustomResourceOptions) {
    const { bucket, location, keepData, deletedAfter = {}, endingsDeletedAfter = {}, noncurrentDays } = args;
    const isVersioned = noncurrentDays !== undefined;
    const deletion = { type: 'Delete' };
    super(
      name,
      {
        name: bucket,
        location,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: 'enforced',
        forceDestroy: !keepData,
        // On unless it is said otherwise, and for the whole bucket: it would bill every temporary file for a week longer,
        // and BigQuery warns of exports into a bucket that has it:
        // cloud.google.com/bigquery/docs/exporting-data#export_limitations. Versions are the net: rules of age tell apart
        // what is temporary.
        softDeletePolicy: { retentionDurationSeconds: 0 },
        ...(isVersioned && { versioning: { enabled: true } }),
        lifecycleRules: [
          forgetUploads,
          // Age counts from the writing, for live and noncurrent generations alike: cloud.google.com/storage/docs/lifecycle
          ...Object.entries(deletedAfter).map(([folder, age]) => ({
            action: deletion,
            condition: { age, matchesPrefixes: [`${folder}/`] },
          })),
          ...Object.entries(endingsDeletedAfter).map(([ending, age]) => ({
            action: deletion,
            condition: { age, matchesSuffixes: [ending] },
          })),
          ...(isVersioned ? [{ action: deletion, condition: { daysSinceNoncurrentTime: noncurrentDays } }] : []),
        ],
      },
      opts,
    );
  }
}
