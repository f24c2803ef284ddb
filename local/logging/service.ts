/** Cloud Logging among the services of the local cloud: where entries go, and reading those that are kept, in local/log.ts. */
import { createEntries } from './entries';
import { defineService } from '../service';
import { createLogRouter, type RouterDeps } from './router';

export const logging = defineService({
  name: 'logging',
  needs: ['pubsub'],
  start(
    { options: { project, region }, access, log, clock },
    { pubsub }: { pubsub: { publish: RouterDeps['publish'] } },
  ) {
    const publish: RouterDeps['publish'] = (topic, message) => pubsub.publish(topic, message);
    const place = { project, region };
    const routed = createLogRouter({ access, log, clock, place, publish });
    return {
      ...routed,
      router: createEntries({ access, log, place }),
      environment: ({ url }: { url: string }) => ({ LOGGING_EMULATOR_HOST: url }),
      close: () => routed.settled(),
    };
  },
});
