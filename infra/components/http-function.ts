/** A function that people and programs call and wait for. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { FunctionService, type FunctionServiceArgs } from './function-service';

export interface HttpFunctionArgs extends FunctionServiceArgs {
  /** IAM members that may call it; nobody is let in unnamed. */
  callers: string[];
}

/** One unit, because an HTTP function without its list of callers is either closed to all or open to the world. */
export class HttpFunction extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: HttpFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:HttpFunction', name, args, opts);
    const parent = { parent: this };
    const { callers, ...functionArgs } = args;
    const service = new FunctionService(name, functionArgs, parent);
    this.url = service.url;
    for (const [index, member] of callers.entries()) {
      new gcp.cloudrunv2.ServiceIamMember(
        `${name}-caller-${index}`,
        { location: args.deployment.region, name: service.service, role: 'roles/run.invoker', member },
        parent,
      );
    }
    this.registerOutputs({ url: this.url });
  }
}
