/** The Pub/Sub API as Google's own client library describes it. */
import { Root, type INamespace } from 'protobufjs';
import pubsub from '@google-cloud/pubsub/build/protos/protos.json';
import { readMethods, type ApiMethod, type HttpRule } from '../rpc/methods';
import { readGaxProtos } from '../rpc/protos';

/** All methods of topics, subscriptions, snapshots, schemas and their IAM policies. */
export function loadMethods(): ApiMethod[] {
  const root = Root.fromJSON(pubsub as INamespace).resolveAll();
  const iam = Root.fromJSON(readGaxProtos('iam_service.json')).resolveAll();
  return [
    ...readMethods(root.lookupService('google.pubsub.v1.Publisher')),
    ...readMethods(root.lookupService('google.pubsub.v1.Subscriber')),
    ...readMethods(root.lookupService('google.pubsub.v1.SchemaService')),
    ...readMethods(iam.lookupService('google.iam.v1.IAMPolicy'), policyRules),
  ];
}

const withPolicies = [
  'projects/*/topics/*',
  'projects/*/subscriptions/*',
  'projects/*/snapshots/*',
  'projects/*/schemas/*',
];

/** The annotations on google.iam leave the resource open; Pub/Sub names it: https://cloud.google.com/pubsub/docs/reference/rest */
function policyRules(method: string): HttpRule[] {
  const action = method[0]!.toLowerCase() + method.slice(1);
  return withPolicies.map((resource) => {
    const template = `/v1/{resource=${resource}}:${action}`;
    return method === 'GetIamPolicy' ? { verb: 'get', template } : { verb: 'post', template, body: '*' };
  });
}
