/** The identity that makes images of the functions' sources. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { onProject } from './grants';

export interface BuilderArgs {
  project: string;
}

/**
 * One unit, because a build fails without its role. It is not Google's default account: projects made since July 2024
 * give that one no role, and where it has one it is an editor.
 */
export class Builder extends pulumi.ComponentResource {
  /** Resource name of the account. */
  readonly account: pulumi.Output<string>;
  /** In force before anything is built. */
  readonly grants: pulumi.Resource[];

  constructor(name: string, args: BuilderArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Builder', name, {}, opts);
    const parent = { parent: this };
    const account = new gcp.serviceaccount.Account(
      name,
      { accountId: 'landfall-builder', displayName: 'Cloud Build, when it builds a Landfall function' },
      parent,
    );
    const member = pulumi.interpolate`serviceAccount:${account.email}`;
    this.grants = [onProject(args.project, 'roles/cloudbuild.builds.builder')({ name, member }, parent)];
    this.account = account.name;
    this.registerOutputs({ account: this.account });
  }
}
