/** A warehouse with the history's tables and views, and what was said in it. */
import { encodeEvent, type Event } from '../../core/event';
import { topicOf, type EventType, type StageName } from '../../core/stages';
import { readViews } from '../../infra/views';
import type { EventData } from '../../schemas/generated/types';
import events from '../../schemas/tables/events.json';
import predictions from '../../schemas/tables/predictions.json';
import { openLocal, project, type Local } from '../local/bigquery/harness';

export interface History {
  local: Local;
  /** As the history subscription writes it. @param at seconds since the day began */
  say: <T extends EventType>(
    stage: StageName,
    type: T,
    at: number,
    data: Partial<EventData[T]>,
    times?: number,
  ) => Promise<void>;
  /** An object of the batch has come. */
  land: (name: string, generation: string, at: number) => Promise<void>;
  answer: (row: object) => Promise<void>;
  rows: (query: string) => Promise<Record<string, unknown>[]>;
}

export const pipeline = 'email-summary';
const day = Date.UTC(2026, 11, 1);
export const moment = (seconds: number): string => new Date(day + seconds * 1000).toISOString();

export async function openHistory(): Promise<History> {
  const local = await openLocal();
  await local.client.createDataset('landfall');
  const dataset = local.client.dataset('landfall');
  for (const { table, schema } of [events, predictions]) await dataset.createTable(table, { schema: schema.fields });
  for (const { name, query } of readViews('.', project))
    await dataset.createTable(name, { view: { query, useLegacySql: false } });
  let messages = 0;
  const write = (topic: string, at: number, data: string, attributes: object) =>
    local.appendRows(`${project}.landfall.events`, [
      {
        subscription_name: `projects/${project}/subscriptions/${topic}-history`,
        message_id: String((messages += 1)),
        publish_time: moment(at),
        data,
        attributes: JSON.stringify(attributes),
      },
    ]);
  return {
    local,
    async say(stage, type, at, data, times = 1) {
      const { run } = data as unknown as { run: string };
      const event = { id: `${run}/${stage}`, source: `/landfall/${stage}`, type, time: moment(at), data } as Event;
      const message = encodeEvent({ ...event, subject: run });
      for (let time = 0; time < times; time++)
        await write(topicOf(type), at + time * 60, message.data.toString(), message.attributes);
    },
    land: (name, generation, at) =>
      write('dataset-landed', at, '{"kind":"storage#object"}', {
        eventType: 'OBJECT_FINALIZE',
        eventTime: moment(at),
        bucketId: 'landing',
        objectId: name,
        objectGeneration: generation,
      }),
    answer: (row) => local.appendRows(`${project}.landfall.predictions`, [row]),
    async rows(query) {
      const [rows] = await local.client.query(query);
      // Timestamps and days as text, so that a test can name them.
      return JSON.parse(JSON.stringify(rows), (_, value: unknown) =>
        value !== null && typeof value === 'object' && 'value' in value ? value.value : value,
      ) as Record<string, unknown>[];
    },
  };
}
