/** The Vertex AI API as Google's own client library describes it: services, methods, their messages and HTTP rules. */
import { Root, type Method, type Type } from 'protobufjs';
import { reachable } from './reachable';
import { rpcDetails } from './rpc-details';

export type ApiVersion = 'v1' | 'v1beta1';

/** One way to call a method over REST, as its `google.api.http` annotation says. */
export interface HttpRule {
  verb: 'get' | 'post' | 'patch' | 'put' | 'delete';
  // Such as `/v1/{name=projects/*/locations/*}/endpoints`.
  template: string;
  /** The request field that the body holds: `*` for all of them. Undefined when the request has no body. */
  body?: string;
}

export interface ApiMethod {
  /** As in the proto: `CreateTuningJob`. */
  name: string;
  /** Full name of its service. */
  service: string;
  version: ApiVersion;
  request: Type;
  response: Type;
  requestStream: boolean;
  responseStream: boolean;
  http: HttpRule[];
}

const services = ['GenAiTuningService', 'EndpointService', 'ModelService', 'PredictionService', 'LlmUtilityService'];
const operations = 'google.longrunning.Operations';

/** Reads the API description: 4 MB of JSON, of which the services above are kept. */
export function loadApi(): { root: Root; methods: ApiMethod[] } {
  const versioned = (['v1', 'v1beta1'] as const).flatMap((version) =>
    services.map((service) => ({ version, service: `google.cloud.aiplatform.${version}.${service}` })),
  );
  const served = [...versioned, { version: 'v1' as const, service: operations }];
  const names = [...served.map(({ service }) => service), 'google.rpc.Status'];
  const root = Root.fromJSON(reachable(require('@google-cloud/aiplatform/build/protos/protos.json'), names));
  root.addJSON(rpcDetails);
  const methods = served.flatMap(({ version, service }) =>
    root.lookupService(service).methodsArray.map((method) => describe(method, service, version)),
  );
  return { root, methods };
}

function describe(method: Method, service: string, version: ApiVersion): ApiMethod {
  method.resolve();
  return {
    name: method.name,
    service,
    version,
    request: method.resolvedRequestType!,
    response: method.resolvedResponseType!,
    requestStream: Boolean(method.requestStream),
    responseStream: Boolean(method.responseStream),
    http: service === operations ? operationRules(method.name) : annotatedRules(method),
  };
}

interface Annotation extends Partial<Record<HttpRule['verb'], string>> {
  body?: string;
  additional_bindings?: Annotation | Annotation[];
}

function annotatedRules(method: Method): HttpRule[] {
  const options = (method.parsedOptions ?? []) as Record<string, unknown>[];
  const annotation = options.find((option) => '(google.api.http)' in option)?.['(google.api.http)'];
  return annotation ? [annotation as Annotation].flatMap(rules) : [];
}

function rules(annotation: Annotation): HttpRule[] {
  const own = (['get', 'post', 'patch', 'put', 'delete'] as const).flatMap((verb) => {
    const template = annotation[verb];
    return template ? [{ verb, template, ...(annotation.body && { body: annotation.body }) }] : [];
  });
  return [...own, ...[annotation.additional_bindings ?? []].flat().flatMap(rules)];
}

/** The annotations on google.longrunning are overridden by Vertex AI's service configuration, which no package ships. */
function operationRules(method: string): HttpRule[] {
  const parents = ['projects/*/locations/*', 'projects/*/locations/*/*/*'];
  const verbs: Record<string, { verb: HttpRule['verb']; suffix: string; body?: string }> = {
    GetOperation: { verb: 'get', suffix: '/operations/*}' },
    ListOperations: { verb: 'get', suffix: '}/operations' },
    DeleteOperation: { verb: 'delete', suffix: '/operations/*}' },
    CancelOperation: { verb: 'post', suffix: '/operations/*}:cancel' },
    WaitOperation: { verb: 'post', suffix: '/operations/*}:wait' },
  };
  const known = verbs[method];
  if (!known) return [];
  const { verb, suffix, body } = known;
  // Google's own Node clients ask below /ui, the first binding in their copy of that configuration.
  return ['v1', 'v1beta1', 'ui'].flatMap((version) =>
    parents.map((parent) => ({ verb, template: `/${version}/{name=${parent}${suffix}`, ...(body && { body }) })),
  );
}
