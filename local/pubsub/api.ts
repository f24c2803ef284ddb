/** The Pub/Sub API: its methods by name, over a broker. */
import type { Access } from '../iam/access';
import type { Clock } from '../clock';
import type { Api } from '../rpc/api';
import { toRpcError } from '../rpc/errors';
import { plainForm } from '../rpc/message-form';
import type { Broker } from './broker';
import { createConsumerMethods } from './consumer-methods';
import { createPolicyMethods } from './policy-methods';
import { loadMethods } from './protos';
import type { May } from './requests';
import { createSchemaMethods } from './schema-methods';
import { createSnapshotMethods } from './snapshot-methods';
import { createSubscriptionMethods } from './subscription-methods';
import { createTopicMethods } from './topic-methods';

/** Larger than any publish request may be: 10 MB of data, over REST as base64, and its envelope. */
const largestRequest = { grpc: 12_000_000, rest: '15mb' };

export function createApi(broker: Broker, access: Access, clock: Clock): Api {
  const may: May = ({ principal }, permission, resource = '') => access.check(principal, permission, resource);
  const deps = { broker, access, clock, may };
  const { StreamingPull, ...consumerMethods } = createConsumerMethods(deps);
  return {
    name: 'Pub/Sub',
    methods: loadMethods(),
    handlers: {
      ...createTopicMethods(deps),
      ...createSubscriptionMethods(deps),
      ...consumerMethods,
      ...createSnapshotMethods(deps),
      ...createSchemaMethods(deps),
      ...createPolicyMethods(deps),
    },
    streams: { StreamingPull },
    form: plainForm,
    toError: toRpcError,
    limits: largestRequest,
  };
}
