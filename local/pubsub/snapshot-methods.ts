/** The API's methods on snapshots. */
import type { Call } from '../rpc/api';
import { invalidArgument } from './errors';
import { projectOf } from './names';
import { pageByName, pageOfNames, type ListRequest, type MethodDeps, type Named } from './requests';
import { toMilliseconds, type Duration, type Snapshot } from './resources';
import type { FieldMask } from './update-mask';

export function createSnapshotMethods({ broker, may }: MethodDeps) {
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
    ListSnapshots({ project = '', ...request }: ListRequest<'project'>, call: Call) {
      may(call, 'pubsub.snapshots.list', project);
      const { page, nextPageToken } = pageByName(snapshots.list(project), request);
      return { snapshots: page, nextPageToken };
    },
    ListTopicSnapshots({ topic, ...request }: ListRequest<'topic'>, call: Call) {
      may(call, 'pubsub.topics.get', topic);
      const { page, nextPageToken } = pageOfNames(snapshots.ofTopic(broker.topics.get(topic).name), request);
      return { snapshots: page, nextPageToken };
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
