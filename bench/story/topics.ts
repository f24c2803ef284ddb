/** Topics with their subscriptions: every message comes at least once, in a drawn order, some twice, and again until it is taken. */
import { stages } from '../../core/stages';
import { encodeEvent, type Event, type PushedMessage } from '../../functions/shared/stage/events';
import type { Clock } from '../../functions/shared/stage/clock';
import { evenly } from '../gate/instant-pipeline';
import { hearersOf, type FunctionName } from './functions';

/** Share of the messages that come twice. */
const twice = 0.2;

/** Milliseconds after which one comes again: no lease lasts as long. */
const backOff = 60_000;

/** As every stage has. */
const mostDeliveries = stages.tune.deliveries;

interface Message {
  hearer: FunctionName;
  message: PushedMessage;
  /** By which its place among others is drawn. */
  key: string;
  due: number;
  deliveries: number;
  /** Of these, those that came to nothing by themselves: of a process that the story lets die, each comes once. */
  failures: number;
}

export type Delivered = 'taken' | 'failed' | 'died';

export interface Topics {
  publish(event: Event): void;
  /** To one subscription: what is no event of Landfall, or a tick, which comes once. */
  send(hearer: FunctionName, message: PushedMessage, key: string): void;
  /** Delivers what is due, and what comes of that. @throws Error when one is never taken */
  deliverDue(): Promise<void>;
  isEmpty(): boolean;
}

export function createTopics(
  seed: string,
  clock: Pick<Clock, 'now'>,
  deliver: (hearer: FunctionName, message: PushedMessage) => Promise<Delivered>,
): Topics {
  const queue: Message[] = [];
  const now = () => clock.now().getTime();

  const send: Topics['send'] = (hearer, message, key) =>
    void queue.push({ hearer, message, key, due: now(), deliveries: 0, failures: 0 });

  return {
    send,
    publish(event) {
      const { data, ...envelope } = encodeEvent(event);
      const message = { ...envelope, data: data.toString('base64') };
      for (const hearer of hearersOf(event)) {
        const key = `${hearer} ${event.id} ${event.type}`;
        send(hearer, message, key);
        // What is said again every hour would come for ever.
        if (!event.again && evenly(`${seed} ${key} twice`) < twice)
          queue.push({ hearer, message, key: `${key} twice`, due: now() + backOff, deliveries: 0, failures: 0 });
      }
    },
    async deliverDue() {
      for (;;) {
        const due = queue.filter((each) => each.due <= now());
        if (due.length === 0) return;
        const drawn = due.map((each) => ({ each, draw: evenly(`${seed} ${each.key} ${each.deliveries}`) }));
        const { each: next } = drawn.reduce((first, other) => (other.draw < first.draw ? other : first));
        queue.splice(queue.indexOf(next), 1);
        next.deliveries += 1;
        const how = await deliver(next.hearer, next.message);
        if (how === 'taken') continue;
        if (how === 'failed') next.failures += 1;
        if (next.failures >= mostDeliveries) throw new Error(`${next.key} has failed ${next.failures} times`);
        queue.push({ ...next, due: now() + backOff });
      }
    },
    isEmpty: () => queue.length === 0,
  };
}
