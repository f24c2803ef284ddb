/** Cloud Scheduler among the services of the local cloud. */
import { createScheduler, type SchedulerArgs } from '.';
import { defineService } from '../service';

export const scheduler = defineService({
  name: 'scheduler',
  needs: ['pubsub'],
  start: ({ options, log, clock }, { pubsub }: { pubsub: Pick<SchedulerArgs, 'publish'> }) =>
    createScheduler({ clock, minuteMilliseconds: options.minuteMilliseconds, publish: pubsub.publish, log }),
});
