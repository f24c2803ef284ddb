/** A function that people and programs call and wait for. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { FunctionService, type FunctionServiceArgs } from './function-service';
import type { Propagation } from './propagation';

export interface HttpFunctionArgs extends FunctionServiceArgs {
  /** IAM members that may call it; nobody is let in unnamed. */
  callers: pulumi.Input<string>[];
}

/** One unit, because an HTTP function without its list of callers is either closed to all or open to the world. */
export class HttpFunction extends pulumi.ComponentResource {
  readonly grants: pulumi.Resource[];
  /** As whom it acts. */
  readonly member: pulumi.Output<string>;
  private readonly service: FunctionService;

  constructor(
    private readonly name: string,
    private readonly args: HttpFunctionArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('landfall:HttpFunction', name, {}, opts);
    this.service = new FunctionService(name, args, { parent: this });
    this.grants = this.service.grants;
    this.member = this.service.member;
    this.registerOutputs({});
  }

  /** @returns its address. @param environment of this function alone */
  start(inForce: Propagation, environment: Record<string, pulumi.Input<string>> = {}): pulumi.Output<string> {
    const started = this.service.start(inForce, environment);
    for (const [index, member] of this.args.callers.entries()) {
      new gcp.cloudrunv2.ServiceIamMember(
        `${this.name}-caller-${index}`,
        { location: this.args.deployment.region, name: started.name, role: 'roles/run.invoker', member },
        { parent: this },
      );
    }
    return started.url;
  }
}
