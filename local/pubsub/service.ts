/** Pub/Sub among the services of the local cloud: the built-in one, or Google's emulator in its place. */
import { createPubSub, type AppendRows, type LocalPubSub, type PubSubService } from '.';
import type { Access } from '../iam/access';
import { defineService } from '../service';
import { checkMayWriteRows } from './agent';
import { usePubSubEmulator } from './emulator';

export const pubsub = defineService({
  name: 'pubsub',
  needs: ['bigquery'],
  start({ options, state, access, clock, undelivered }, { bigquery }: { bigquery: { appendRows: AppendRows } }) {
    const service = options.pubsubEmulator
      ? usePubSubEmulator(options.pubsubEmulator)
      : builtIn(createPubSub({ state, access, clock, undelivered, appendRows: asAgent(access, bigquery.appendRows) }));
    return { ...service, environment: ({ grpc }) => ({ PUBSUB_EMULATOR_HOST: grpc }) } satisfies PubSubService;
  },
});

function builtIn({ broker, ...service }: LocalPubSub): PubSubService {
  return {
    ...service,
    publish: async (topic, message) => void broker.publish(topic, [message]),
  };
}

/** BigQuery subscriptions write as Google's own agent, which must be allowed to. */
function asAgent(access: Access, appendRows: AppendRows): AppendRows {
  return async (table, rows, options) => {
    checkMayWriteRows(access, table);
    await appendRows(table, rows, options);
  };
}
