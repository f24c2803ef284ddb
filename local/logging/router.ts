/** The log router: entries that a sink's filter means go to its topic, and those that no exclusion means are kept in the log. */
import { randomUUID } from 'node:crypto';
import { isoTime, type Clock } from '../clock';
import { PermissionDenied, type Access, type Principal } from '../iam/access';
import type { Log } from '../log';
import { logEntryOf, type LogEntry, type Place } from './entry';
import type { Filter } from './filter';

export interface Sink {
  name: string;
  filter: Filter;
  /** `projects/P/topics/T` */
  topic: string;
  /** As whom it publishes. */
  writer: Principal;
}

export interface Routing {
  sinks: Sink[];
  /** Of the sink `_Default`, which is the log that `landfall logs` shows. */
  exclusions: Filter[];
}

export interface RouterDeps {
  access: Access;
  log: Log;
  clock: Clock;
  place: Place;
  publish: (topic: string, message: { data: Buffer; attributes: Record<string, string> }) => Promise<void>;
}

export interface LogRouter {
  /** The log that functions write to. */
  log: Log;
  configure(routing: Routing): void;
  /** Resolves once all that was written so far is where it goes. */
  settled(): Promise<void>;
}

export function createLogRouter({ access, log, clock, place, publish }: RouterDeps): LogRouter {
  let routing: Routing = { sinks: [], exclusions: [] };
  const under = new Set<Promise<void>>();

  /** What a destination does not take is not tried again, as there: the sink's errors say how much that was. */
  async function exportTo({ name, topic, writer }: Sink, entry: LogEntry): Promise<void> {
    try {
      access.check(writer, 'pubsub.topics.publish', topic);
      await publish(topic, {
        data: Buffer.from(JSON.stringify(entry)),
        attributes: { 'logging.googleapis.com/timestamp': entry.timestamp },
      });
    } catch (error) {
      const why = error instanceof PermissionDenied ? 'topic_permission_denied' : 'topic_not_found';
      const message = `the sink ${name} could not export an entry to ${topic} (${why}): ${(error as Error).message}`;
      log.write({ severity: 'ERROR', message, stage: 'local', sink: name });
    }
  }

  return {
    log: {
      ...log,
      write(printed) {
        const entry = logEntryOf(printed, randomUUID(), place, isoTime(clock));
        for (const sink of routing.sinks) {
          if (!sink.filter(entry)) continue;
          const exported = exportTo(sink, entry).finally(() => under.delete(exported));
          under.add(exported);
        }
        if (!routing.exclusions.some((excludes) => excludes(entry))) log.write(printed);
      },
    },
    configure: (given) => void (routing = given),
    async settled() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
