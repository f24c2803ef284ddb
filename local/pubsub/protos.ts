/** The API as its own protos describe it: every method with its messages and its HTTP form. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Root, type INamespace, type Method, type Namespace, type Type } from 'protobufjs';
import pubsub from '@google-cloud/pubsub/build/protos/protos.json';

export interface HttpRule {
  verb: string;
  // Such as /v1/{topic=projects/*/topics/*}:publish (google/api/http.proto).
  template: string;
}

export interface Rpc {
  name: string;
  /** Such as /google.pubsub.v1.Publisher/Publish. */
  path: string;
  request: Type;
  response: Type;
  isStream: boolean;
  http: HttpRule[];
}

/** Where Pub/Sub serves the IAM methods; their own proto leaves the resource open: https://cloud.google.com/pubsub/docs/reference/rest */
const policyTemplates = ['projects/*/topics/*', 'projects/*/subscriptions/*', 'projects/*/snapshots/*'];

/** All methods of topics, subscriptions and IAM policies. */
export function loadRpcs(): Rpc[] {
  const root = Root.fromJSON(pubsub as INamespace).resolveAll();
  const iam = loadIam();
  return [
    ...root.lookupService('google.pubsub.v1.Publisher').methodsArray.map(toRpc),
    ...root.lookupService('google.pubsub.v1.Subscriber').methodsArray.map(toRpc),
    ...iam.lookupService('google.iam.v1.IAMPolicy').methodsArray.map(toRpc).map(withPolicyRules),
  ];
}

/** google.rpc.Status and its details, which gRPC answers carry. */
export function loadStatusProtos(): Namespace {
  return Root.fromJSON(readGaxProtos('status.json')).resolveAll();
}

function loadIam(): Namespace {
  return Root.fromJSON(readGaxProtos('iam_service.json')).resolveAll();
}

/** Read as a file, since google-gax does not export the protos it ships. */
function readGaxProtos(name: string): INamespace {
  const folder = join(dirname(require.resolve('google-gax')), '../protos');
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as INamespace;
}

function toRpc(method: Method): Rpc {
  const options = (method.parsedOptions ?? []) as Record<string, Record<string, string>>[];
  const rule = options.map((option) => option['(google.api.http)']).find((found) => found !== undefined) ?? {};
  return {
    name: method.name,
    path: `/${method.parent!.fullName.slice(1)}/${method.name}`,
    request: method.resolvedRequestType!,
    response: method.resolvedResponseType!,
    isStream: Boolean(method.requestStream),
    http: Object.entries(rule)
      .filter(([verb]) => verb !== 'body')
      .map(([verb, template]) => ({ verb, template })),
  };
}

function withPolicyRules(rpc: Rpc): Rpc {
  const action = rpc.name[0]!.toLowerCase() + rpc.name.slice(1);
  const verb = rpc.name === 'GetIamPolicy' ? 'get' : 'post';
  return { ...rpc, http: policyTemplates.map((path) => ({ verb, template: `/v1/{resource=${path}}:${action}` })) };
}
