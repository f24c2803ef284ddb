/** The Vertex AI API as Google's own client library describes it. */
import { Enum, Field, Root, type Namespace, type Type } from 'protobufjs';
import { readMethods, type ApiMethod, type HttpRule } from '../rpc/methods';
import { withErrorDetails } from '../rpc/protos';
import { reachable } from '../rpc/reachable';
import { addPreferenceTuning } from './preference-protos';

const services = [
  'GenAiTuningService',
  'JobService',
  'EndpointService',
  'ModelService',
  'PredictionService',
  'LlmUtilityService',
  'MetadataService',
  'TensorboardService',
  'ModelGardenService',
];
const operations = 'google.longrunning.Operations';

/** Reads the API description: 4 MB of JSON, of which the services above are kept. */
export function loadMethods(): ApiMethod[] {
  const versioned = ['v1', 'v1beta1'].flatMap((version) =>
    services.map((service) => `google.cloud.aiplatform.${version}.${service}`),
  );
  const description = require('@google-cloud/aiplatform/build/protos/protos.json');
  const root = Root.fromJSON(withErrorDetails(reachable(description, [...versioned, operations])));
  addThinkingLevel(root);
  for (const version of ['v1', 'v1beta1'])
    addPreferenceTuning(root.lookup(`google.cloud.aiplatform.${version}`) as Namespace);
  return [
    ...versioned.flatMap((service) => readMethods(root.lookupService(service))),
    ...readMethods(root.lookupService(operations), operationRules),
  ];
}

/** v1beta1 takes it as v1 does, and Google's own Gen AI SDK sends it there; the client library's description lacks it. */
function addThinkingLevel(root: Root): void {
  const [v1, beta] = ['v1', 'v1beta1'].map((version) =>
    root.lookupType(`google.cloud.aiplatform.${version}.GenerationConfig.ThinkingConfig`),
  ) as [Type, Type];
  if (beta.fields['thinkingLevel']) return;
  const { id } = v1.fields['thinkingLevel']!;
  beta.add(new Enum('ThinkingLevel', v1.lookupEnum('ThinkingLevel').values));
  beta.add(new Field('thinkingLevel', id, 'ThinkingLevel', undefined, undefined, { proto3_optional: true }));
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
