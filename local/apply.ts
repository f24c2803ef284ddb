/** Makes what the Pulumi program declares real on this machine, through the services' own APIs. */
import { bindingTypes, readBinding, readRoles, roleType } from './apply/bindings';
import { makeDataset, makeTable } from './apply/bigquery';
import { archiveOf, readFunction } from './apply/functions';
import { createGoogleApi } from './apply/google-api';
import { waitsFor, type Place, type Resource, type ResourceGraph } from './apply/graph';
import { inputsOf, UnknownToLocalCloud } from './apply/inputs';
import { loggingTypes, readRouting } from './apply/logging';
import { makeSubscription, makeTopic } from './apply/pubsub';
import { readSchedule } from './apply/schedules';
import { makeBucket, makeNotification, makeObject, objectPath } from './apply/storage';
import type { FunctionSpec } from './functions/spec';
import type { Routing } from './logging/router';
import type { Binding } from './iam/policy';
import type { ScheduledJob } from './scheduler/job';
import type { Table } from './state';

export interface ApplyTargets {
  place: Place;
  /** Where Pub/Sub's REST API is, when Google's emulator takes the place of the built-in Pub/Sub. */
  emulatorUrl?: string;
  /** Remembers which topics, subscriptions and objects the program made, so that only its own are removed. */
  applied: Table<string[]>;
  setBindings(bindings: Binding[]): void;
  /** Resolves once the bindings are in force, or after so many seconds. */
  inForce(seconds: number): Promise<void>;
  setRouting(routing: Routing): void;
  setFunctions(functions: FunctionSpec[]): Promise<void>;
  setSchedules(jobs: ScheduledJob[]): void;
}

/** Types that stand for something only Google has: its APIs' switches, its own agents, its store of images, its bills, who is told. */
const withoutLocalMeaning = [
  'gcp:projects/service:Service',
  'gcp:projects/serviceIdentity:ServiceIdentity',
  'gcp:artifactregistry/repository:Repository',
  'gcp:billing/budget:Budget',
  'gcp:monitoring/alertPolicy:AlertPolicy',
  'gcp:monitoring/notificationChannel:NotificationChannel',
  'pulumi:providers:gcp',
];

/** Waits until what was granted is in force. */
const propagationType = 'pulumi-nodejs:dynamic:Resource';
const topicType = 'gcp:pubsub/topic:Topic';
const subscriptionType = 'gcp:pubsub/subscription:Subscription';
const tableType = 'gcp:bigquery/table:Table';
const isView = ({ inputs }: Resource): boolean => inputs['view'] !== undefined;
const handled = [
  propagationType,
  topicType,
  subscriptionType,
  'gcp:storage/bucket:Bucket',
  'gcp:storage/bucketObject:BucketObject',
  'gcp:storage/notification:Notification',
  'gcp:bigquery/dataset:Dataset',
  tableType,
  'gcp:serviceaccount/account:Account',
  'gcp:cloudfunctionsv2/function:Function',
  'gcp:cloudscheduler/job:Job',
  ...loggingTypes,
  roleType,
  ...bindingTypes,
];

/**
 * Creates or updates every resource, and removes topics, subscriptions and objects that an earlier application made
 * and the program no longer declares. Buckets, datasets and tables hold data and stay.
 * @throws UnknownToLocalCloud, before anything has changed, naming each type or setting that has no counterpart here
 */
export async function applyGraph(graph: ResourceGraph, targets: ApplyTargets): Promise<void> {
  const { place, applied } = targets;
  const { project } = place;
  const unknown = graph.filter(({ type }) => !handled.includes(type) && !withoutLocalMeaning.includes(type));
  if (unknown.length > 0) throw new UnknownToLocalCloud(unknown.map(({ type, name }) => `${type} ${name}`));

  const api = createGoogleApi(place.url);
  const pubsub = createGoogleApi(targets.emulatorUrl ?? place.url);
  // The emulator would collect the history for ever: it writes no BigQuery subscriptions and refuses to change them.
  const isMade = ({ inputs }: Resource): boolean => !targets.emulatorUrl || inputs['bigqueryConfig'] === undefined;
  const all = (type: string): Resource[] => graph.filter((one) => one.type === type && isMade(one));
  const waits = all(propagationType).map((one) =>
    inputsOf<{ seconds: number }>(one, ['seconds'], ['__provider', 'grants']),
  );
  const seconds = Math.max(0, ...waits.map((wait) => wait.seconds));
  // Only for what says so, and no longer than it says: whatever else needs a grant is refused here as Google refuses it.
  const granted = async (resource: Resource): Promise<void> => {
    if (waitsFor(resource, ({ type }) => type === propagationType, graph)) await targets.inForce(seconds);
  };
  const each = async (
    type: string,
    make: (resource: Resource) => Promise<void>,
    isMeant: (resource: Resource) => boolean = () => true,
  ): Promise<void> => {
    await Promise.all(
      all(type)
        .filter(isMeant)
        .map(async (one) => granted(one).then(() => make(one))),
    );
  };

  // Everything that can be wrong with the program itself is found before the first change.
  const roles = readRoles(graph, project);
  const granting = graph.filter(({ type }) => bindingTypes.includes(type));
  const bindings = granting.map((one) => readBinding(one, project, roles));
  const functions = all('gcp:cloudfunctionsv2/function:Function').map((one) => readFunction(one, graph, place));
  const routing = readRouting(graph, place);
  const schedules = all('gcp:cloudscheduler/job:Job').map(readSchedule);
  for (const account of all('gcp:serviceaccount/account:Account'))
    inputsOf<{ accountId: string; displayName?: string }>(account, ['accountId', 'displayName']);

  const topics = all(topicType).map(({ inputs }) => `projects/${project}/topics/${String(inputs['name'])}`);
  const subscriptions = all(subscriptionType).map(
    ({ inputs }) => `projects/${project}/subscriptions/${String(inputs['name'])}`,
  );
  // An archive is a function's source, which its host reads where it lies.
  const uploads = all('gcp:storage/bucketObject:BucketObject').filter((one) => archiveOf(one) === undefined);
  const objects = uploads.map(objectPath);
  const before = {
    topics: applied.get('topics') ?? [],
    subscriptions: applied.get('subscriptions') ?? [],
    objects: applied.get('objects') ?? [],
  };
  // Written before anything is made, so that a kill in between leaves nothing that nobody remembers.
  applied.put('topics', [...new Set([...before.topics, ...topics])]);
  applied.put('subscriptions', [...new Set([...before.subscriptions, ...subscriptions])]);
  applied.put('objects', [...new Set([...before.objects, ...objects])]);

  targets.setBindings(bindings);
  await Promise.all([
    each('gcp:storage/bucket:Bucket', (one) => makeBucket(api, project, one)),
    each(topicType, (one) => makeTopic(pubsub, project, one)),
    each('gcp:bigquery/dataset:Dataset', (one) => makeDataset(api, project, one)),
  ]);
  // A view asks for the tables that it reads.
  await each(
    tableType,
    (one) => makeTable(api, project, one),
    (one) => !isView(one),
  );
  await each(tableType, (one) => makeTable(api, project, one), isView);
  await Promise.all(all('gcp:cloudfunctionsv2/function:Function').map(granted));
  targets.setRouting(routing);
  await targets.setFunctions(functions);
  await each(subscriptionType, (one) => makeSubscription(pubsub, project, one));
  await Promise.all([
    each('gcp:storage/notification:Notification', (one) => makeNotification(api, one, new Set(before.topics))),
    ...uploads.map((one) => makeObject(place.url, api, one)),
  ]);
  targets.setSchedules(schedules);

  const removed = (was: string[], is: string[]): string[] => was.filter((name) => !is.includes(name));
  await Promise.all(removed(before.subscriptions, subscriptions).map((name) => pubsub.remove(`/v1/${name}`)));
  await Promise.all(removed(before.topics, topics).map((name) => pubsub.remove(`/v1/${name}`)));
  await Promise.all(removed(before.objects, objects).map((path) => api.remove(path)));
  applied.put('topics', topics);
  applied.put('subscriptions', subscriptions);
  applied.put('objects', objects);
}
