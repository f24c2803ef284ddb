import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeWith } from '../../google-sdk';
import { openPubSub, serveRouter, temporaryFolder } from './harness';

const run = promisify(execFile);

describeWith('gcloud')('gcloud pubsub', () => {
  let server: ReturnType<typeof openPubSub>;
  let http: Awaited<ReturnType<typeof serveRouter>>;
  const configuration = temporaryFolder();

  beforeAll(async () => {
    server = openPubSub();
    http = await serveRouter(server.router);
  });
  afterAll(async () => {
    await http.close();
    await server.close();
    configuration.remove();
  });

  async function gcloud(...args: string[]): Promise<unknown> {
    const { stdout } = await run('gcloud', ['pubsub', ...args, '--format=json'], {
      env: {
        PATH: process.env.PATH,
        HOME: configuration.path,
        CLOUDSDK_CONFIG: configuration.path,
        CLOUDSDK_CORE_PROJECT: 'demo',
        CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
        CLOUDSDK_AUTH_ACCESS_TOKEN: 'any',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${http.url}/`,
      },
    });
    return JSON.parse(stdout);
  }

  test('creates, describes, publishes, pulls, updates, seeks, lists and deletes', async () => {
    await gcloud('topics', 'create', 'orders', '--labels=team=a', '--message-retention-duration=1h');
    await gcloud('topics', 'create', 'dead');
    const settings = [
      '--min-retry-delay=1s',
      '--max-retry-delay=10s',
      '--dead-letter-topic=dead',
      '--max-delivery-attempts=7',
    ];
    await gcloud(
      'subscriptions',
      'create',
      'sub',
      '--topic=orders',
      '--message-filter=attributes.colour="red"',
      ...settings,
    );
    expect(await gcloud('subscriptions', 'describe', 'sub')).toMatchObject({
      name: 'projects/demo/subscriptions/sub',
      filter: 'attributes.colour="red"',
      retryPolicy: { minimumBackoff: '1s', maximumBackoff: '10s' },
      deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/dead', maxDeliveryAttempts: 7 },
      topicMessageRetentionDuration: '3600s',
    });
    await gcloud('topics', 'publish', 'orders', '--message=no', '--attribute=colour=blue');
    const published = (await gcloud('topics', 'publish', 'orders', '--message=yes', '--attribute=colour=red')) as {
      messageIds: string[];
    };
    const pull = () =>
      gcloud('subscriptions', 'pull', 'sub', '--limit=5', '--auto-ack') as Promise<
        { message: { messageId: string } }[]
      >;
    expect((await pull()).map(({ message }) => message.messageId)).toEqual(published.messageIds);
    await gcloud('snapshots', 'create', 'snap', '--subscription=sub');
    expect(await gcloud('snapshots', 'list')).toMatchObject([{ topic: 'projects/demo/topics/orders' }]);
    await gcloud('subscriptions', 'seek', 'sub', '--snapshot=snap');
    await gcloud('snapshots', 'delete', 'snap');
    await gcloud('subscriptions', 'seek', 'sub', '--time=2020-01-01T00:00:00Z');
    expect((await pull()).map(({ message }) => message.messageId)).toEqual(published.messageIds);
    await gcloud('subscriptions', 'update', 'sub', '--ack-deadline=60', '--clear-dead-letter-policy');
    expect(await gcloud('subscriptions', 'list')).toEqual([expect.objectContaining({ ackDeadlineSeconds: 60 })]);
    await gcloud('subscriptions', 'modify-push-config', 'sub', '--push-endpoint=http://127.0.0.1:1/x');
    expect(await gcloud('topics', 'list-subscriptions', 'orders')).toEqual(['projects/demo/subscriptions/sub']);
    await gcloud(
      'topics',
      'add-iam-policy-binding',
      'orders',
      '--member=user:a@example.com',
      '--role=roles/pubsub.publisher',
    );
    await gcloud('topics', 'detach-subscription', 'sub');
    await gcloud('subscriptions', 'delete', 'sub');
    await gcloud('topics', 'delete', 'orders');
    expect(await gcloud('topics', 'list')).toMatchObject([{ name: 'projects/demo/topics/dead' }]);
  });
});
