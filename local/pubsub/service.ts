/** The API's methods by name, as both wire forms call them: who may, and what is done. */
import type { Access, Principal } from '../iam/access';
import type { Broker } from './broker';
import type { Clock } from '../clock';
import { pull } from './delivery/pull';
import { invalidArgument, PubSubError } from './errors';
import { projectOf } from './names';
import { page, type PageRequest } from './paging';
import { createSnapshotMethods } from './snapshot-methods';
import { createPolicies, type Policy } from './policies';
import { toReceivedMessage } from './received';
import { type OutgoingMessage, type PushConfig, type Subscription, type Topic } from './resources';
import type { FieldMask } from './update-mask';

export interface Call {
  principal: Principal;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
}

/** A method takes its decoded request and returns its decoded response. */
export type Method = (request: never, call: Call) => object | Promise<object>;

export interface ServiceDeps {
  broker: Broker;
  access: Access;
  clock: Clock;
}

export type Named<K extends string> = { [name in K]?: string };
interface AckRequest extends Named<'subscription'> {
  ackIds?: string[];
  ackDeadlineSeconds?: number;
}

/** Methods that are not here answer UNIMPLEMENTED. */
export function createService({ broker, access, clock }: ServiceDeps) {
  const policies = createPolicies(broker.tables.policies);
  const may = ({ principal }: Call, permission: string, resource = '') => access.check(principal, permission, resource);

  const methods = {
    CreateTopic(request: Topic, call: Call) {
      may(call, 'pubsub.topics.create', projectOf(request.name ?? ''));
      return broker.topics.create(request);
    },
    UpdateTopic({ topic, updateMask }: { topic?: Topic; updateMask?: FieldMask }, call: Call) {
      if (!topic) throw invalidArgument('The request has no topic.');
      may(call, 'pubsub.topics.update', topic.name);
      return broker.topics.update(topic, updateMask);
    },
    Publish({ topic, messages = [] }: Named<'topic'> & { messages?: OutgoingMessage[] }, call: Call) {
      may(call, 'pubsub.topics.publish', topic);
      return { messageIds: broker.publish(topic, messages) };
    },
    GetTopic({ topic }: Named<'topic'>, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      return broker.topics.get(topic);
    },
    ListTopics({ project = '', ...request }: Named<'project'> & PageRequest, call: Call) {
      may(call, 'pubsub.topics.list', project);
      const { items, nextPageToken } = page(broker.topics.list(project), ({ name }) => name, request);
      return { topics: items, nextPageToken };
    },
    ListTopicSubscriptions({ topic, ...request }: Named<'topic'> & PageRequest, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      const { items, nextPageToken } = page(broker.subscriptionsOf(topic), (name) => name, request);
      return { subscriptions: items, nextPageToken };
    },
    DeleteTopic({ topic }: Named<'topic'>, call: Call) {
      may(call, 'pubsub.topics.delete', topic);
      broker.deleteTopic(topic);
      access.setPolicy(topic!, []);
      return {};
    },
    DetachSubscription({ subscription }: Named<'subscription'>, call: Call) {
      may(call, 'pubsub.topics.detachSubscription', broker.subscription(subscription).topic);
      broker.detach(subscription);
      return {};
    },
    CreateSubscription(request: Subscription, call: Call) {
      may(call, 'pubsub.subscriptions.create', projectOf(request.name ?? ''));
      may(call, 'pubsub.topics.attachSubscription', request.topic);
      return broker.createSubscription(request);
    },
    GetSubscription({ subscription }: Named<'subscription'>, call: Call) {
      may(call, 'pubsub.subscriptions.get', subscription);
      return broker.subscription(subscription);
    },
    UpdateSubscription(request: { subscription?: Subscription; updateMask?: FieldMask }, call: Call) {
      if (!request.subscription) throw invalidArgument('The request has no subscription.');
      may(call, 'pubsub.subscriptions.update', request.subscription.name);
      return broker.updateSubscription(request.subscription, request.updateMask);
    },
    ListSubscriptions({ project = '', ...request }: Named<'project'> & PageRequest, call: Call) {
      may(call, 'pubsub.subscriptions.list', project);
      const { items, nextPageToken } = page(broker.subscriptions(project), ({ name }) => name, request);
      return { subscriptions: items, nextPageToken };
    },
    DeleteSubscription({ subscription }: Named<'subscription'>, call: Call) {
      may(call, 'pubsub.subscriptions.delete', subscription);
      broker.deleteSubscription(subscription);
      access.setPolicy(subscription!, []);
      return {};
    },
    ModifyPushConfig({ subscription, pushConfig }: Named<'subscription'> & { pushConfig?: PushConfig }, call: Call) {
      may(call, 'pubsub.subscriptions.update', subscription);
      const updated = { ...broker.subscription(subscription), pushConfig };
      broker.updateSubscription(updated, { paths: ['pushConfig'] });
      return {};
    },
    async Pull(request: Named<'subscription'> & { maxMessages?: number; returnImmediately?: boolean }, call: Call) {
      const { subscription, maxMessages: maximum = 0, returnImmediately = false } = request;
      may(call, 'pubsub.subscriptions.consume', subscription);
      const queue = consumable(subscription);
      if (maximum <= 0) throw invalidArgument('The value for max_messages is too small. It must be 1 or more.');
      const deliveries = await pull(queue, clock, {
        maximum: Math.min(maximum, 1000),
        returnImmediately,
        signal: call.signal,
      });
      const settings = broker.subscription(subscription);
      return { receivedMessages: deliveries.map((delivery) => toReceivedMessage(settings, delivery)) };
    },
    Acknowledge({ subscription, ackIds = [] }: AckRequest, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      if (ackIds.length === 0) throw invalidArgument('No ack ids specified.');
      refuseInvalid(broker.queue(subscription).acknowledge(ackIds));
      return {};
    },
    ModifyAckDeadline({ subscription, ackIds = [], ackDeadlineSeconds = 0 }: AckRequest, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      if (ackIds.length === 0) throw invalidArgument('No ack ids specified.');
      if (ackDeadlineSeconds < 0 || ackDeadlineSeconds > 600) {
        throw invalidArgument(
          `Invalid ack deadline given (ack_deadline_seconds=${ackDeadlineSeconds}): 0 to 600 is allowed.`,
        );
      }
      refuseInvalid(broker.queue(subscription).modifyDeadline(ackIds, ackDeadlineSeconds));
      return {};
    },
    ...createSnapshotMethods(broker, may),
    GetIamPolicy({ resource = '' }: Named<'resource'>, call: Call) {
      may(call, `pubsub.${existing(resource)}.getIamPolicy`, resource);
      return policies.get(resource);
    },
    SetIamPolicy({ resource = '', policy = {} }: Named<'resource'> & { policy?: Policy }, call: Call) {
      may(call, `pubsub.${existing(resource)}.setIamPolicy`, resource);
      const stored = policies.set(resource, policy);
      access.setPolicy(resource, stored.bindings ?? []);
      return stored;
    },
    TestIamPermissions(
      { resource = '', permissions = [] }: Named<'resource'> & { permissions?: string[] },
      call: Call,
    ) {
      return { permissions: permissions.filter((permission) => isAllowed(call, permission, resource)) };
    },
  };

  /** A queue that may be pulled from. */
  function consumable(name: string | undefined) {
    const { pushConfig, bigqueryConfig } = broker.subscription(name);
    if (pushConfig?.pushEndpoint || bigqueryConfig) {
      throw new PubSubError(
        'FAILED_PRECONDITION',
        `Method call not allowed on a ${bigqueryConfig ? 'BigQuery' : 'push'} subscription.`,
      );
    }
    return broker.queue(name);
  }

  /** The collection of a resource that must exist. */
  function existing(resource: string): 'topics' | 'subscriptions' | 'snapshots' {
    if (resource.split('/')[2] === 'topics') return broker.topics.get(resource) && 'topics';
    if (resource.split('/')[2] === 'snapshots') return broker.snapshots.get(resource) && 'snapshots';
    return broker.subscription(resource) && 'subscriptions';
  }

  function isAllowed(call: Call, permission: string, resource: string): boolean {
    try {
      may(call, permission, resource);
      return true;
    } catch {
      return false;
    }
  }

  return { methods: methods as Record<string, Method>, may, consumable };
}

/** https://cloud.google.com/pubsub/docs/exactly-once-delivery: reasons are given per ack id. */
function refuseInvalid(ackIds: string[]): void {
  if (ackIds.length === 0) return;
  const reasons = Object.fromEntries(ackIds.map((ackId) => [ackId, 'PERMANENT_FAILURE_INVALID_ACK_ID']));
  throw new PubSubError('FAILED_PRECONDITION', 'Some acknowledgement ids in the request were invalid.', reasons);
}
