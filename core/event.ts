/** One event of Landfall, the message that carries it, and the event that a recorded result stands for. */
import type { EventData, StageResult } from '../schemas/generated/types';
import type { RunName } from './ledger-layout';
import type { EventType } from './stages';

/** One event of any of the types T; `type` tells which. */
export type Event<T extends EventType = EventType> = {
  [K in T]: {
    id: string;
    source: string;
    type: K;
    time: string;
    subject?: string;
    /** That it was said before, and is said once more so that somebody goes on. */
    again?: true;
    data: EventData[K];
  };
}[T];

/** What is said again is no second row of the history: one minute of a canary is like another. */
export const saidBefore = 'ce-again';

/** The message to publish, a CloudEvent in Pub/Sub's binary mode: envelope in the attributes, data as JSON. */
export function encodeEvent({ id, source, type, time, subject, again, data }: Event) {
  return {
    data: Buffer.from(JSON.stringify(data)),
    attributes: {
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': source,
      'ce-type': type,
      'ce-time': time,
      ...(subject && { 'ce-subject': subject }),
      ...(again && { [saidBefore]: 'true' }),
      'content-type': 'application/json',
    },
  };
}

/** The same id, time and data however often it is emitted. */
export function eventOf({ pipeline, run }: RunName, { stage, finishedAt, output, error }: StageResult): Event {
  const envelope = { id: `${run}/${stage}`, source: `/landfall/${stage}`, time: finishedAt, subject: run };
  if (output) return { ...envelope, ...output } as Event;
  const failure = error ?? { name: 'Error', message: 'failed without a recorded reason' };
  return { ...envelope, type: 'landfall.stage.failed.v1', data: { pipeline, run, stage, error: failure } };
}
