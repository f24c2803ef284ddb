/** Reads the functions out of the program's resources. */
import { refusalOf } from '../functions/limits';
import { keyIn } from '../model-keys';
import { processorsOf } from '../functions/processors';
import { mebibytes } from '../../core/mebibytes';
import type { FunctionSpec } from '../functions/spec';
import type { Place, Resource, ResourceGraph } from './graph';
import { inputsOf } from './inputs';
import { outputsOf } from './outputs';

interface FunctionInputs {
  name: string;
  location: string;
  buildConfig: BuildConfig;
  serviceConfig: ServiceConfig;
}

interface BuildConfig {
  entryPoint: string;
  /** Resource name: `projects/P/serviceAccounts/EMAIL`. */
  serviceAccount: string;
  /** Resource name: `projects/P/locations/L/repositories/R`. */
  dockerRepository: string;
  source: { storageSource: { bucket: string; object: string } };
}

interface ServiceConfig {
  availableMemory: string;
  availableCpu?: string;
  timeoutSeconds: number;
  maxInstanceCount: number;
  maxInstanceRequestConcurrency: number;
  serviceAccountEmail: string;
  environmentVariables: Record<string, string>;
  secretEnvironmentVariables?: SecretVariable[];
}

interface SecretVariable {
  key: string;
  secret: string;
}

/** The folder that an object's archive is made of, when it is one. */
export function archiveOf({ inputs }: Resource): string | undefined {
  return (inputs['source'] as { archive?: string } | undefined)?.archive;
}

/** @throws Error when the function's source is no object of the same program, or Cloud Run would refuse the function */
export function readFunction(resource: Resource, graph: ResourceGraph, place: Place): FunctionSpec {
  const known = ['name', 'location', 'buildConfig', 'serviceConfig'] as const;
  const { name, location, buildConfig: build, serviceConfig: service } = inputsOf<FunctionInputs>(resource, known);
  const { bucket, object } = build.source.storageSource;
  const uploaded = graph.find(
    (one) => archiveOf(one) !== undefined && one.inputs['bucket'] === bucket && one.inputs['name'] === object,
  );
  if (!uploaded) throw new Error(`function ${name} is built from gs://${bucket}/${object}, which nothing uploads`);
  const memoryMebibytes = mebibytes(service.availableMemory);
  const concurrency = service.maxInstanceRequestConcurrency;
  const refusal = refusalOf({ memoryMebibytes, processor: service.availableCpu, concurrency });
  if (refusal !== undefined) throw new Error(`Cloud Run refuses function ${name}: it ${refusal}`);
  return {
    name,
    entryPoint: build.entryPoint,
    source: archiveOf(uploaded)!,
    url: String(outputsOf(resource.type, resource.name, resource.inputs, place).state['url']),
    resource: `projects/${place.project}/locations/${location}/services/${name}`,
    build: {
      bucket,
      object,
      repository: build.dockerRepository,
      serviceAccount: build.serviceAccount.split('/').at(-1)!,
    },
    serviceAccount: service.serviceAccountEmail,
    environment: { ...service.environmentVariables, ...keysOf(name, service, graph) },
    memoryMebibytes,
    processors: processorsOf(memoryMebibytes, service.availableCpu),
    timeoutSeconds: service.timeoutSeconds,
    concurrency,
    maximumInstances: service.maxInstanceCount,
  };
}

/**
 * The key of a service of models is the one that it takes here.
 * @throws Error for a secret that the function may not read: Cloud Run starts none of its instances
 */
function keysOf(name: string, service: ServiceConfig, graph: ResourceGraph): Record<string, string> {
  const { secretEnvironmentVariables = [], serviceAccountEmail } = service;
  const mayRead = (secret: string): boolean =>
    graph.some(
      ({ type, inputs }) =>
        type === 'gcp:secretmanager/secretIamMember:SecretIamMember' &&
        inputs['secretId'] === secret &&
        inputs['member'] === `serviceAccount:${serviceAccountEmail}`,
    );
  return Object.fromEntries(
    secretEnvironmentVariables.map(({ key, secret }) => {
      if (!mayRead(secret)) throw new Error(`Cloud Run refuses function ${name}: it may not read the secret ${secret}`);
      return [key, keyIn(key)];
    }),
  );
}
