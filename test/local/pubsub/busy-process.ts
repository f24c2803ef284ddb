/** A process that publishes and acknowledges without pause, and says what was answered: for the test that kills it. */
import { writeSync } from 'node:fs';
import { allowAll } from '../../../local/iam/access';
import { createPubSub } from '../../../local/pubsub';
import type { Delivery } from '../../../local/pubsub/subscription-queue';
import { openState } from '../../../local/state';

const topic = 'projects/demo/topics/orders';
const name = 'projects/demo/subscriptions/orders-sub';

/** Written before the next thing is done. */
const say = (what: string, ids: string[]) => writeSync(1, `${what} ${ids.join(' ')}\n`);

const idsOf = (deliveries: Delivery[]) => deliveries.map(({ message }) => message);

const appendRows = () => Promise.resolve();
const { broker } = createPubSub({ state: openState(process.argv[2]!), access: allowAll, appendRows });
if (broker.names().length === 0) {
  broker.topics.create({ name: topic });
  broker.createSubscription({ name, topic, enableMessageOrdering: true });
}
const queue = broker.queue(name);
say('ready', []);

setInterval(() => {
  const messages = Array.from({ length: 5 }, (_, index) => ({
    data: Buffer.alloc(500),
    orderingKey: index > 2 ? `k${index}` : '',
  }));
  void broker.publishGrouped(topic, messages).then((ids) => say('published', ids));
  const [first, second, ...others] = queue.take({ maximum: 5 });
  const deliveries = [first, second, ...others.slice(1)].filter((delivery) => delivery !== undefined);
  // One in five is given back instead.
  const [back, ...done] = deliveries;
  if (back) queue.modifyDeadline([back.ackId], 0);
  say('acknowledging', idsOf(done));
  // A message of an ordering key may come again with an earlier one although it was acknowledged.
  queue.acknowledge(done.map(({ ackId }) => ackId));
  say('acknowledged', idsOf(done.filter(({ content }) => content.orderingKey === '')));
});
