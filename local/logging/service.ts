/** Cloud Logging among the services of the local cloud: the router alone. What is kept of it is local/log.ts. */
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
    const router = createLogRouter({ access, log, clock, place: { project, region }, publish });
    return { ...router, close: () => router.settled() };
  },
});
