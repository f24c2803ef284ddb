import { beforeAll, expect, test } from '@jest/globals';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

let graph: ResourceGraph;

beforeAll(async () => {
  graph = await recordInfra({
    'landfall:alertEmail': 'ana@example.com',
    'landfall:alertSlackChannel': '#landfall',
    'landfall:alertSlackToken': 'xoxb-1',
    'landfall:alertWebhook': 'https://example.com/hook',
  });
});

const ofType = (type: string) => graph.filter((one) => one.type === type).map(({ inputs }) => inputs);

test('whoever is named hears of every alert: by mail and in Slack, whose token is a secret', () => {
  const channels = ofType('gcp:monitoring/notificationChannel:NotificationChannel');
  expect(channels.filter(({ displayName }) => String(displayName).includes('alerts'))).toMatchObject([
    { type: 'email', labels: { email_address: 'ana@example.com' } },
    { type: 'slack', labels: { channel_name: '#landfall' }, sensitiveLabels: { authToken: 'xoxb-1' } },
  ]);
  const policies = ofType('gcp:monitoring/alertPolicy:AlertPolicy').filter(({ documentation }) => documentation);
  for (const { notificationChannels } of policies) expect(notificationChannels).toHaveLength(2);
});

test('a webhook is posted to by Pub/Sub, with a token of Google made out to its address', () => {
  const [webhook] = ofType('gcp:pubsub/subscription:Subscription').filter(({ name }) => name === 'alerts-webhook');
  expect(webhook).toMatchObject({
    topic: 'projects/landfall-test/topics/alert-raised',
    pushConfig: {
      pushEndpoint: 'https://example.com/hook',
      oidcToken: {
        serviceAccountEmail: 'landfall-pusher@landfall-test.iam.gserviceaccount.com',
        audience: 'https://example.com/hook',
      },
    },
  });
});
