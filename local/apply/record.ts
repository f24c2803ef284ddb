/** Runs a Pulumi program without a cloud and writes down what it declares. */
import * as pulumi from '@pulumi/pulumi';
import type { Place, Resource, ResourceGraph } from './graph';
import { lookUp, outputsOf } from './outputs';

/**
 * Pulumi keeps its state in the process and a program runs when it is loaded, so this works once per process (or per
 * module registry).
 * @param load loads the program
 * @param config the stack's configuration, such as `landfall:stagingDays`
 * @throws whatever the program throws, also from within its outputs
 */
export async function recordProgram(
  load: () => unknown,
  config: Record<string, string>,
  place: Place,
): Promise<ResourceGraph> {
  const graph: Resource[] = [];
  await pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs, custom }) {
        const values = inputs as Record<string, unknown>;
        // A component is a name for what is inside it; only its children are real.
        if (custom) graph.push({ type, name, inputs: (await plain(values)) as Record<string, unknown> });
        return outputsOf(type, name, values, place);
      },
      call: ({ token }) => lookUp(token, place),
    },
    'landfall',
    'local',
    false,
  );
  const dependencies = recordDependencies();
  pulumi.runtime.setAllConfig({ 'gcp:project': place.project, 'gcp:region': place.region, ...config });
  await Promise.resolve(load());
  // Despite its name this waits until every registration is done, those that another one started included.
  await pulumi.runtime.disconnect();
  return graph.map((one) => ({ ...one, dependsOn: dependencies.get(`${one.type} ${one.name}`) ?? [] }));
}

/** What each resource depends on: Pulumi tells its engine, for which the mocks stand in, but not the mocks. */
function recordDependencies(): Map<string, string[]> {
  const recorded = new Map<string, string[]>();
  const monitor = pulumi.runtime.getMonitor()!;
  const register = monitor.registerResource.bind(monitor) as (request: RegisterRequest, ...rest: unknown[]) => unknown;
  Object.assign(monitor, {
    registerResource(request: RegisterRequest, ...rest: unknown[]) {
      // What a component waits for, what is inside it waits for too.
      const ofParent = recorded.get(typeAndName(request.getParent())) ?? [];
      const own = request.getDependenciesList().map(typeAndName);
      recorded.set(`${request.getType()} ${request.getName()}`, [...new Set([...own, ...ofParent])]);
      return register(request, ...rest);
    },
  });
  return recorded;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  /** URNs. */
  getDependenciesList(): string[];
}

/** urn:pulumi:STACK::PROJECT::PARENT-TYPE$TYPE::NAME → TYPE NAME */
function typeAndName(urn: string): string {
  const [, , types = '', name] = urn.split('::');
  return `${types.split('$').at(-1)} ${name}`;
}

/** Inputs as JSON values: a folder that is to be uploaded becomes its path, a secret what it holds. */
async function plain(value: unknown): Promise<unknown> {
  if (pulumi.runtime.isRpcSecret(value)) return await plain(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return await Promise.all(value.map(plain));
  if (pulumi.asset.FileArchive.isInstance(value)) return { archive: await (value as pulumi.asset.FileArchive).path };
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  return value;
}
