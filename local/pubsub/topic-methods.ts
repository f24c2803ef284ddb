/** The API's methods on topics (google.pubsub.v1.Publisher). */
import type { Call } from '../rpc/api';
import { invalidArgument } from './errors';
import { projectOf } from './names';
import { pageByName, pageOfNames, type ListRequest, type MethodDeps, type Named } from './requests';
import type { OutgoingMessage, Topic } from './resources';
import type { FieldMask } from './update-mask';

export function createTopicMethods({ broker, access, may }: MethodDeps) {
  return {
    CreateTopic(request: Topic, call: Call) {
      may(call, 'pubsub.topics.create', projectOf(request.name ?? ''));
      if (request.schemaSettings) may(call, 'pubsub.schemas.attach', request.schemaSettings.schema);
      return broker.topics.create(request);
    },
    UpdateTopic({ topic, updateMask }: { topic?: Topic; updateMask?: FieldMask }, call: Call) {
      if (!topic) throw invalidArgument('The request has no topic.');
      may(call, 'pubsub.topics.update', topic.name);
      if (topic.schemaSettings) may(call, 'pubsub.schemas.attach', topic.schemaSettings.schema);
      return broker.topics.update(topic, updateMask);
    },
    async Publish({ topic, messages = [] }: Named<'topic'> & { messages?: OutgoingMessage[] }, call: Call) {
      may(call, 'pubsub.topics.publish', topic);
      return { messageIds: await broker.publishGrouped(topic, messages) };
    },
    GetTopic({ topic }: Named<'topic'>, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      return broker.topics.get(topic);
    },
    ListTopics({ project = '', ...request }: ListRequest<'project'>, call: Call) {
      may(call, 'pubsub.topics.list', project);
      const { page, nextPageToken } = pageByName(broker.topics.list(project), request);
      return { topics: page, nextPageToken };
    },
    ListTopicSubscriptions({ topic, ...request }: ListRequest<'topic'>, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      const { page, nextPageToken } = pageOfNames(broker.subscriptionsOf(topic), request);
      return { subscriptions: page, nextPageToken };
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
  };
}
