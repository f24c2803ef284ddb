/** Cloud Storage among the services of the local cloud. */
import { createStorage } from '.';
import { serviceAgent } from '../iam';
import { defineService } from '../service';
import type { Publish } from './outbox';

export const storage = defineService({
  name: 'storage',
  needs: ['pubsub'],
  start({ state, directory, access, clock, undelivered }, { pubsub }: { pubsub: { publish: Publish } }) {
    /** Notifications are published by Google's own agent, which must be allowed to. */
    const publish: Publish = async (topic, message) => {
      undelivered.check(`Notifications to ${topic}`, () =>
        access.check(serviceAgent('storage'), 'pubsub.topics.publish', topic),
      );
      await pubsub.publish(topic, message);
    };
    return {
      ...createStorage({ state, directory, access, clock, publish }),
      environment: ({ url }) => ({ STORAGE_EMULATOR_HOST: url }),
    };
  },
});
