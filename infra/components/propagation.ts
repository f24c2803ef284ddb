/** The time that grants take to be in force, waited for once. */
import * as pulumi from '@pulumi/pulumi';

export interface PropagationArgs {
  grants: pulumi.Resource[];
  /** How long to wait once a grant is new. */
  seconds: number;
}

interface State {
  grants: string[];
  seconds: number;
}

/**
 * A grant is in force seconds to minutes after it was made, and until then Google refuses to create what depends on
 * it: a BigQuery subscription, a notification, a function's build. What needs a grant depends on this resource.
 * Nobody but its holder can ask whether a grant is in force already, and the holders are Google's agents and accounts
 * that nothing runs as yet: so this waits for a stated time, and again only when there is a grant that was not there.
 */
export class Propagation extends pulumi.CustomResource {
  constructor(name: string, { grants, seconds }: PropagationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      // What pulumi.dynamic.Resource is. Its constructor would take the provider apart with TypeScript's API, which
      // TypeScript 7 does not have.
      'pulumi-nodejs:dynamic:Resource',
      name,
      {
        __provider: `exports.handler = ${createProvider.toString()};`,
        grants: pulumi.all(grants.map((grant) => (grant as pulumi.CustomResource).id)),
        seconds,
      },
      { ...opts, dependsOn: grants },
    );
  }
}

/** Pulumi runs its text in another process: it can use nothing from outside of itself. */
function createProvider(): pulumi.dynamic.ResourceProvider<State, State> {
  return {
    async create({ grants, seconds }) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      return { id: 'in-force', outs: { grants, seconds } };
    },
    diff(_id, before, now) {
      // In a preview the id of a grant that is still to be made is unknown, and so is the list that it is in: Pulumi's
      // mark of the unknown comes in its place, for the whole list or within it, and stands for something new.
      const grants = Array.isArray(now.grants) ? now.grants : [now.grants];
      const isNew = grants.some((grant) => !before.grants.includes(grant));
      const isSame = !isNew && grants.length === before.grants.length;
      return Promise.resolve({ changes: !isSame, replaces: isNew ? ['grants'] : [] });
    },
    update(_id, _before, { grants, seconds }) {
      return Promise.resolve({ outs: { grants, seconds } });
    },
  };
}
