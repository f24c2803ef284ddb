/** The identity with which Pub/Sub knocks at a stage's door. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import type { Project } from './project';

export interface PusherArgs {
  project: Project;
}

/**
 * One unit, because the account is of use only while Pub/Sub may sign tokens in its name. It is not a stage's own
 * account, so that no function can call another.
 */
export class Pusher extends pulumi.ComponentResource {
  readonly email: pulumi.Output<string>;
  readonly member: pulumi.Output<string>;
  readonly grants: pulumi.Resource[];

  constructor(name: string, args: PusherArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Pusher', name, {}, opts);
    const parent = { parent: this };
    const account = new gcp.serviceaccount.Account(
      name,
      { accountId: 'landfall-pusher', displayName: 'Pub/Sub, when it pushes to a Landfall stage' },
      parent,
    );
    this.grants = [
      new gcp.serviceaccount.IAMMember(
        'pubsub-signs-push-tokens',
        {
          serviceAccountId: account.name,
          role: 'roles/iam.serviceAccountTokenCreator',
          member: args.project.pubsubAgent,
        },
        parent,
      ),
    ];
    this.email = account.email;
    this.member = pulumi.interpolate`serviceAccount:${account.email}`;
    this.registerOutputs({ email: this.email });
  }
}
