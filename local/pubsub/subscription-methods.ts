/** The API's methods on subscriptions as resources (google.pubsub.v1.Subscriber). */
import type { Call } from '../rpc/api';
import { checkMayWriteRows } from './agent';
import { invalidArgument } from './errors';
import { projectOf } from './names';
import { pageByName, type ListRequest, type MethodDeps, type Named } from './requests';
import type { PushConfig, Subscription } from './resources';
import type { FieldMask } from './update-mask';

export function createSubscriptionMethods({ broker, access, may }: MethodDeps) {
  /** As Google, which writes no row to find out: a subscription made right after its grant is refused. */
  const mayWrite = ({ bigqueryConfig }: Subscription): void => {
    if (bigqueryConfig?.table) checkMayWriteRows(access, bigqueryConfig.table);
  };

  return {
    CreateSubscription(request: Subscription, call: Call) {
      may(call, 'pubsub.subscriptions.create', projectOf(request.name ?? ''));
      may(call, 'pubsub.topics.attachSubscription', request.topic);
      mayWrite(request);
      return broker.createSubscription(request);
    },
    GetSubscription({ subscription }: Named<'subscription'>, call: Call) {
      may(call, 'pubsub.subscriptions.get', subscription);
      return broker.subscription(subscription);
    },
    UpdateSubscription(request: { subscription?: Subscription; updateMask?: FieldMask }, call: Call) {
      if (!request.subscription) throw invalidArgument('The request has no subscription.');
      may(call, 'pubsub.subscriptions.update', request.subscription.name);
      mayWrite(request.subscription);
      return broker.updateSubscription(request.subscription, request.updateMask);
    },
    ListSubscriptions({ project = '', ...request }: ListRequest<'project'>, call: Call) {
      may(call, 'pubsub.subscriptions.list', project);
      const { page, nextPageToken } = pageByName(broker.subscriptions(project), request);
      return { subscriptions: page, nextPageToken };
    },
    DeleteSubscription({ subscription }: Named<'subscription'>, call: Call) {
      may(call, 'pubsub.subscriptions.delete', subscription);
      broker.deleteSubscription(subscription);
      access.setPolicy(subscription!, []);
      return {};
    },
    ModifyPushConfig({ subscription, pushConfig }: Named<'subscription'> & { pushConfig?: PushConfig }, call: Call) {
      may(call, 'pubsub.subscriptions.update', subscription);
      const changed = { ...broker.subscription(subscription), pushConfig };
      broker.updateSubscription(changed, { paths: ['pushConfig'] });
      return {};
    },
  };
}
