/** transform itself, with Google's clients, against the local BigQuery and Cloud Storage. */
import { Storage } from '@google-cloud/storage';
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { columnsOf, type RowSchema } from '../../core/row-schema';
import type { Contents } from '../../core/models/gemini';
import { digest } from '../../core/digest';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../functions/shared/stage/objects';
import type { Sources } from '../../functions/shared/warehouse/sources';
import { defineStage } from '../../functions/shared/stage/stage';
import { createWarehouse, type Warehouse } from '../../functions/shared/warehouse/warehouse';
import { transform } from '../../functions/transform/handler';
import type { Configuration, DatasetCard, EventData, Run, StageResult } from '../../schemas/generated/types';
import { createWorld, exampleRun, pushed } from '../functions/fakes';
import { allowAll } from '../../local/iam/access';
import type { Clock } from '../../local/clock';
import { createStaging, withClock } from './forgetting';
import { sharedSql } from './shared-sql';
import { bucket, openLocal, project, type Local } from '../local/bigquery/harness';

export interface Outcome {
  run: Run;
  result: StageResult | undefined;
  data: EventData['landfall.dataset.versioned.v1'];
  card: DatasetCard;
}

export interface LineageLine {
  split: string;
  line: number;
  pairLine?: number;
  key: string;
  origins: string[];
  slices: string[];
  references: string[];
}

export interface Transformer {
  local: Local;
  objects: Objects;
  warehouse: Warehouse;
  /** Clean rows as validate stages them: a table, and the object that they are said to come from. */
  stage(source: string, rows: object[], schema: RowSchema, name?: string): Promise<Sources[number]['objects'][number]>;
  /** Runs transform for a run of that id, as a message would. */
  transform(
    id: string,
    sources: Record<string, Sources[number]['objects']>,
    change: (configuration: Configuration) => void,
    pipeline?: string,
  ): Promise<Outcome>;
  lines(uri: string): Promise<string[]>;
  examples(uri: string): Promise<Contents[]>;
  lineage(card: DatasetCard): Promise<LineageLine[]>;
  rows<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** @param clock by which BigQuery forgets; a stage has no other */
export async function openTransformer(clock?: Clock): Promise<Transformer> {
  const local = await openLocal(allowAll, clock);
  await createStaging(local.client);
  await local.client.createDataset('training');
  const server = express().use(local.storage.router).listen(0, '127.0.0.1');
  // Between two requests a loaded machine may need longer than Node's five seconds.
  server.keepAliveTimeout = 120_000;
  await once(server, 'listening');
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const objects = createObjects(new Storage({ projectId: project, apiEndpoint }));
  const ledger = createLedger({ objects, bucket });
  const world = createWorld();
  const warehouse = createWarehouse({
    bigquery: () => local.client,
    location: 'US',
    clock: { ...world.clock, sleep: pause },
  });
  const textLines = async (uri: string) => (await objects.read(uri))!.text.trimEnd().split('\n');
  let staged = 0;

  return {
    local,
    objects,
    warehouse,
    async stage(source, rows, schema, name = `${source}.jsonl`) {
      const lines = rows.map((row, index) => JSON.stringify({ _row: index + 1, _line: index + 1, ...row }));
      const text = `${lines.join('\n')}\n`;
      const key = digest(`${(staged += 1)}`).slice(0, 16);
      const cleanUri = `gs://${bucket}/staged/${key}/clean.jsonl`;
      const table = `${project}.staging.s_${key}`;
      await objects.write(cleanUri, text);
      await warehouse.load({ id: `load-${key}`, labels: {} }, cleanUri, table, columnsOf(schema));
      const uri = `gs://landing/email-summary/b/${name}`;
      // The same object, dropped into another warehouse.
      const generation = String(parseInt(digest(text).slice(0, 10), 16));
      return { uri, generation, key, digest: digest(text), table, cleanUri, rows: rows.length, quarantined: 0 };
    },

    async transform(id, sources, change, pipeline = 'email-summary') {
      const run: Run = {
        ...exampleRun((configuration) => {
          configuration.sql = sharedSql;
          change(configuration);
        }),
        run: id,
        pipeline,
      };
      await ledger.createRun(run);
      const stage = defineStage({
        name: 'transform',
        createDeps: () => ({
          ...withClock(createWorld(), clock),
          objects,
          ledger,
          warehouse,
          config: { project, dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' },
        }),
        handle: transform,
      });
      const rows = Object.values(sources)
        .flat()
        .reduce((sum, { rows: count }) => sum + count, 0);
      await stage(
        pushed('landfall.dataset.validated.v1', {
          pipeline: run.pipeline,
          run: id,
          sources: Object.entries(sources).map(([source, each]) => ({
            source,
            objects: each,
            rows: each.reduce((sum, { rows: count }) => sum + count, 0),
            quarantined: 0,
          })),
          rows,
          quarantined: 0,
          reportUri: ledger.uri(run, 'validate/report.json'),
        }),
      );
      const result = await ledger.findResult(run, 'transform');
      const data = result?.output?.data as Outcome['data'];
      const text = data && (await objects.read(data.cardUri))?.text;
      return { run, result, data, card: (text ? JSON.parse(text) : undefined) as DatasetCard };
    },

    lines: textLines,
    examples: async (uri) => (await textLines(uri)).map((line) => JSON.parse(line) as Contents),
    lineage: async ({ lineageUri }) => (await textLines(lineageUri)).map((line) => JSON.parse(line) as LineageLine),
    async rows<Row>(sql: string) {
      const [rows] = await local.client.query(sql);
      return rows as Row[];
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await local.close();
    },
  };
}
