/** The compiled pipelines and corpora, where `validate` and `index` find them. */
import { configurationPath, corpusConfigurationPath } from '../../core/ledger-layout';
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';

export interface PipelinesArgs {
  bucket: gcp.storage.Bucket;
  /** What each pipeline's object holds, by the pipeline's name. */
  contents: Map<string, object>;
  /** The same of each corpus. */
  corpora: Map<string, object>;
}

/**
 * One unit, because pipelines are deployed together: what `pulumi preview` shows as changed here is exactly which
 * pipelines' next runs will differ.
 */
export class Pipelines extends pulumi.ComponentResource {
  constructor(name: string, args: PipelinesArgs, opts?: pulumi.ComponentResourceOptions) {
    // By its old name too: otherwise Pulumi would make the same objects anew and then delete them.
    super('landfall:Pipelines', name, {}, { ...opts, aliases: [{ type: 'landfall:PipelineBundles' }] });
    const objects = [
      ...[...args.contents].map(([name, content]) => ({
        as: `pipeline-${name}`,
        path: configurationPath(name),
        content,
      })),
      ...[...args.corpora].map(([name, content]) => ({
        as: `corpus-${name}`,
        path: corpusConfigurationPath(name),
        content,
      })),
    ];
    for (const { as, path, content } of objects) {
      // Only `content` may follow from the pipeline: it is the one input whose change overwrites the object. Any other
      // change would delete it first, and a run that begins just then would find no pipeline.
      // https://github.com/GoogleCloudPlatform/magic-modules/pull/10038
      new gcp.storage.BucketObject(
        as,
        {
          bucket: args.bucket.name,
          name: path,
          contentType: 'application/json',
          content: JSON.stringify(content),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
