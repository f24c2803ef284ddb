import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { createAccess, serviceAgent } from '../../local/iam';
import { createPolicy } from '../../local/iam/policy';
import { createTokens } from '../../local/iam/tokens';
import { createPubSub, type LocalPubSub } from '../../local/pubsub';
import type { Ground } from '../../local/service';
import { openState, type State } from '../../local/state';
import { storage } from '../../local/storage/service';
import { Undelivered } from '../../local/undelivered';
import { eventually } from '../eventually';
import { memoryTable } from './iam/granted-access';
import { createManualClock } from './manual-clock';
import { serveEndpoint, temporaryFolder } from './pubsub/harness';

const topic = 'projects/p/topics/landed';
const dead = 'projects/p/topics/dead';
const subscription = 'projects/p/subscriptions/landed-sub';
const agent = `serviceAccount:${serviceAgent('pubsub').email}`;
const account = 'pusher@p.iam.gserviceaccount.com';

describe('for want of a role', () => {
  let log: string[];
  let undelivered: Undelivered;
  let folder: ReturnType<typeof temporaryFolder>;
  let state: State;
  let clock: ReturnType<typeof createManualClock>;
  let policy: ReturnType<typeof createPolicy>;
  let pubsub: LocalPubSub;
  let endpoint: Awaited<ReturnType<typeof serveEndpoint>>;
  let answer: number;
  let ground: Ground;

  beforeEach(async () => {
    [log, answer] = [[], 204];
    undelivered = new Undelivered({ write: ({ severity, message }) => void log.push([severity, message].join(' ')) });
    folder = temporaryFolder();
    state = openState(folder.path);
    clock = createManualClock();
    policy = createPolicy(memoryTable(), 'p');
    const access = createAccess(policy, createTokens(), 'p');
    const appendRows = () => Promise.resolve();
    pubsub = createPubSub({ state, access, clock, undelivered, appendRows });
    endpoint = await serveEndpoint(() => answer);
    ground = { ...({} as Ground), state, access, clock, undelivered, directory: folder.path };
    for (const name of [topic, dead]) pubsub.broker.topics.create({ name });
  });
  afterEach(async () => {
    pubsub.close();
    await endpoint.close();
    await state.close();
    folder.remove();
  });

  const grant = (resource: string, role: string, member = agent) => ({ resource, role, member });

  test('a push says so once, until its account may be spoken for', async () => {
    const pushConfig = { pushEndpoint: endpoint.url, oidcToken: { serviceAccountEmail: account } };
    pubsub.broker.createSubscription({ name: subscription, topic, pushConfig });
    pubsub.broker.publish(topic, [{ data: Buffer.from('1') }, { data: Buffer.from('2') }]);
    const wanting = `Permission 'iam.serviceAccounts.getOpenIdToken' denied on resource 'projects/p/serviceAccounts/${account}' for ${serviceAgent('pubsub').email}`;
    await eventually(() => undelivered.all().length === 1);
    expect(undelivered.all()).toEqual([`Pushes of ${subscription}: ${wanting}`]);
    expect(log).toEqual([`ERROR Pushes of ${subscription} are not delivered: ${wanting}`]);
    policy.replace([grant(`projects/p/serviceAccounts/${account}`, 'roles/iam.serviceAccountTokenCreator')]);
    await eventually(async () => {
      await clock.advance(1000);
      return endpoint.received.length === 2 && undelivered.all().length === 0;
    });
    expect(log).toHaveLength(1);
  });

  test('a push that is forbidden says so, and no more once its subscription is gone', async () => {
    answer = 403;
    pubsub.broker.createSubscription({ name: subscription, topic, pushConfig: { pushEndpoint: endpoint.url } });
    pubsub.broker.publish(topic, [{ data: Buffer.from('1') }]);
    await eventually(() => undelivered.all().length === 1);
    expect(log).toEqual([`ERROR Pushes of ${subscription} are not delivered: The push endpoint answered 403.`]);
    pubsub.broker.deleteSubscription(subscription);
    expect(undelivered.all()).toEqual([]);
  });

  test('a dead letter says so, until both roles of the agent are there', () => {
    const deadLetterPolicy = { deadLetterTopic: dead, maxDeliveryAttempts: 5 };
    pubsub.broker.createSubscription({ name: subscription, topic, deadLetterPolicy });
    pubsub.broker.publish(topic, [{ data: Buffer.from('1') }]);
    const queue = pubsub.broker.queue(subscription);
    const fail = () => queue.modifyDeadline([queue.take({ maximum: 1 })[0]!.ackId], 0);
    for (let attempt = 1; attempt <= 5; attempt++) fail();
    expect(undelivered.all()).toEqual([
      `Dead letters of ${subscription}: Permission 'pubsub.subscriptions.consume' denied on resource '${subscription}' for ${serviceAgent('pubsub').email}`,
    ]);
    policy.replace([grant(subscription, 'roles/pubsub.subscriber')]);
    fail();
    expect(log[1]).toContain(`'pubsub.topics.publish' denied on resource '${dead}'`);
    policy.replace([grant(subscription, 'roles/pubsub.subscriber'), grant(dead, 'roles/pubsub.publisher')]);
    fail();
    expect([undelivered.all(), pubsub.broker.live(subscription).backlog.all()]).toEqual([[], []]);
  });

  test('a notification says so, and comes once the role is granted', async () => {
    const published: string[] = [];
    const publish = (to: string) => Promise.resolve(void published.push(to));
    const { buckets, objects, notifications, ...service } = await storage.start(ground, { pubsub: { publish } });
    buckets.create('p', 'landing');
    notifications.addConfig({ bucket: 'landing', topic, payloadFormat: 'NONE', eventTypes: [] });
    await objects.create('landing', 'a', Readable.from([]), { metadata: {} });
    await eventually(() => log.length === 1);
    expect(log[0]).toContain(`Notifications to ${topic} are not delivered: Permission 'pubsub.topics.publish' denied`);
    policy.replace([grant(topic, 'roles/pubsub.publisher', `serviceAccount:${serviceAgent('storage').email}`)]);
    await eventually(() => published.length === 1);
    expect([published, undelivered.all()]).toEqual([[topic], []]);
    await service.close();
  });
});
