/** The compiled pipelines, where `validate` finds them. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';

export interface PipelineBundlesArgs {
  bucket: gcp.storage.Bucket;
  /** What each pipeline's object holds, by the pipeline's name. */
  contents: Map<string, object>;
}

/**
 * One unit, because pipelines are deployed together: what `pulumi preview` shows as changed here is exactly which
 * pipelines' next runs will differ.
 */
export class PipelineBundles extends pulumi.ComponentResource {
  constructor(name: string, args: PipelineBundlesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:PipelineBundles', name, args, opts);
    for (const [pipeline, content] of args.contents) {
      new gcp.storage.BucketObject(
        `pipeline-${pipeline}`,
        {
          bucket: args.bucket.name,
          name: `pipelines/${pipeline}/pipeline.json`,
          contentType: 'application/json',
          content: JSON.stringify(content),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
