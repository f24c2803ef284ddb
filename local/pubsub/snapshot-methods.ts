/** The API's methods on snapshots. */
import { invalidArgument } from './errors';
import type { Broker } from './broker';
import { projectOf } from './names';
import { page, type PageRequest } from './paging';
import { toMilliseconds, type Duration } from './resources';
import type { Call, Named } from './service';
import type { Snapshot } from './snapshots';
import type { FieldMask } from './update-mask';

export function createSnapshotMethods(
  broker: Broker,
  may: (call: Call, permission: string, resource?: string) => void,
) {
  const { snapshots } = broker;
  return {
    CreateSnapshot(request: Named<'name' | 'subscription'> & { labels?: Record<string, string> }, call: Call) {
      may(call, 'pubsub.snapshots.create', projectOf(request.name ?? ''));
      may(call, 'pubsub.subscriptions.consume', request.subscription);
      return broker.createSnapshot(request.name, request.subscription, request.labels);
    },
    GetSnapshot({ snapshot }: Named<'snapshot'>, call: Call) {
      may(call, 'pubsub.snapshots.get', snapshot);
      return snapshots.get(snapshot).snapshot;
    },
    ListSnapshots({ project = '', ...request }: Named<'project'> & PageRequest, call: Call) {
      may(call, 'pubsub.snapshots.list', project);
      const { items, nextPageToken } = page(snapshots.list(project), ({ name }) => name, request);
      return { snapshots: items, nextPageToken };
    },
    ListTopicSnapshots({ topic, ...request }: Named<'topic'> & PageRequest, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      const { items, nextPageToken } = page(snapshots.ofTopic(broker.topics.get(topic).name), (name) => name, request);
      return { snapshots: items, nextPageToken };
    },
    UpdateSnapshot({ snapshot, updateMask }: { snapshot?: Snapshot; updateMask?: FieldMask }, call: Call) {
      if (!snapshot) throw invalidArgument('The request has no snapshot.');
      may(call, 'pubsub.snapshots.update', snapshot.name);
      return snapshots.update(snapshot, updateMask);
    },
    DeleteSnapshot({ snapshot }: Named<'snapshot'>, call: Call) {
      may(call, 'pubsub.snapshots.delete', snapshot);
      broker.deleteSnapshot(snapshot);
      return {};
    },
    Seek({ subscription, time, snapshot }: Named<'subscription' | 'snapshot'> & { time?: Duration }, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      if (!time && !snapshot) throw invalidArgument('A seek needs a time or a snapshot.');
      if (snapshot) may(call, 'pubsub.snapshots.seek', snapshot);
      if (snapshot) broker.seekToSnapshot(subscription, snapshot);
      else broker.seek(subscription, toMilliseconds(time!));
      return {};
    },
  };
}
