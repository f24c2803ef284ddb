import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Storage } from '@google-cloud/storage';
import express from 'express';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestOf, textOf, type Example } from '../../functions/shared/contents';
import { createLedger } from '../../functions/shared/ledger';
import { createObjects, type Objects } from '../../functions/shared/objects';
import { parsePrompt, type FieldValue } from '../../functions/shared/prompt';
import { defineStage } from '../../functions/shared/stage';
import { transform } from '../../functions/transform/handler';
import { createWarehouse } from '../../functions/shared/warehouse';
import type { Configuration, EventData, Run } from '../../schemas/generated/types';
import { createWorld, exampleRun, pushed } from '../functions/fakes';
import { bucket, openLocal, project, type Local } from '../local/bigquery/harness';

jest.setTimeout(120_000);

const sql = Object.fromEntries(readdirSync('sql').map((file) => [file, readFileSync(`sql/${file}`, 'utf8')]));
const template = { system: 'Be "brief".', user: "It's {{body}} — {{count}}/{{is_new}} `x` @y \\n {{body}}" };

interface Row {
  id: string;
  shop: string;
  body: string | null;
  count: number | null;
  is_new: boolean | null;
  summary: string;
}

const tricky = ['{{count}}', '@user_0', `'"\`\\`, 'Grüße 👋\nline', '\t', '$& \u2028', '', '--', '?', '\\u0041'];
const rows: Row[] = Array.from({ length: 200 }, (_, n) => ({
  id: `e${n}`,
  shop: `shop-${n % 20}`,
  body: n % 11 === 10 ? null : `${tricky[n % tricky.length]} ${n}`,
  count: n % 7 === 6 ? null : (n - 100) * 90_071_992_547,
  is_new: n % 5 === 4 ? null : n % 2 === 0,
  summary: `Summary ${n} ${tricky[n % tricky.length]}`,
}));
const repeated = { ...rows[3]!, id: 'zz-again' };

const rowSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    shop: { type: 'string' },
    body: { type: ['string', 'null'] },
    count: { type: ['integer', 'null'] },
    is_new: { type: 'boolean' },
    summary: { type: 'string' },
  },
};
const selection = 'SELECT id AS key, shop AS group_key, body, count, is_new, summary AS target\nFROM emails';

/** transform itself, with Google's clients, against the local BigQuery and Cloud Storage. */
describe('a dataset version', () => {
  let local: Local;
  let server: Server;
  let objects: Objects;

  beforeAll(async () => {
    local = await openLocal();
    for (const dataset of ['staging', 'training']) await local.client.createDataset(dataset);
    server = express().use(local.storage.router).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    objects = createObjects(new Storage({ projectId: project, apiEndpoint }));
  });

  afterAll(async () => {
    server?.close();
    server?.closeAllConnections();
    await local?.close();
  });

  async function runTransform(
    id: string,
    change: (configuration: Configuration) => void = () => {},
    source = 'emails',
  ) {
    const world = createWorld();
    const run: Run = {
      ...exampleRun((configuration) => {
        Object.assign(configuration, {
          sql,
          prompt: template,
          rowSchemas: { [source]: rowSchema },
          trainingSql: selection,
        });
        change(configuration);
      }),
      run: id,
    };
    const ledger = createLedger({ objects, bucket });
    await ledger.createRun(run);
    const lines = [...rows, repeated].map((row, index) =>
      JSON.stringify({ _row: index + 1, ...row, not_in_schema: 1 }),
    );
    const uri = ledger.uri(run, 'validate/emails.clean.jsonl');
    await objects.write(uri, `${lines.join('\n')}\n`);
    const stage = defineStage({
      name: 'transform',
      input: 'landfall.dataset.validated.v1',
      outputs: ['landfall.dataset.versioned.v1'],
      createDeps: () => ({
        ...world,
        objects,
        ledger,
        warehouse: createWarehouse({ bigquery: local.client, location: 'US', clock: { ...world.clock, sleep: pause } }),
        config: { project, stagingDataset: 'staging', trainingDataset: 'training' },
      }),
      handle: transform,
    });
    const sources = [{ source, uri, digest: 'd', rows: lines.length, quarantined: 0 }];
    await stage(
      pushed('landfall.dataset.validated.v1', {
        pipeline: run.pipeline,
        run: id,
        sources,
        rows: lines.length,
        quarantined: 0,
      }),
    );
    const result = await ledger.findResult(run, 'transform');
    return { result, data: result?.output?.data as EventData['landfall.dataset.versioned.v1'] };
  }

  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 10));
  const examplesIn = async (uri: string) =>
    (await objects.read(uri))!.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Example);
  const asked = ({ systemInstruction, contents }: Example) =>
    JSON.stringify({ systemInstruction, contents: contents.slice(0, 1) });

  test('renders every example as the server would, byte for byte, and loses none', async () => {
    const { data } = await runTransform('20261123-00000001');
    expect(data).toMatchObject({ train: expect.any(Number), duplicates: 1 });
    expect(data.train + data.evaluation).toBe(rows.length);

    const prompt = parsePrompt(template);
    const values = (row: Row) => row as unknown as Record<string, FieldValue>;
    const rendered = rows.map((row) => `${asked(requestOf(prompt, values(row)))} ${row.summary}`);
    const examples = [...(await examplesIn(data.trainUri)), ...(await examplesIn(data.evaluationUri))];
    const exported = examples.map((example) => `${asked(example)} ${textOf(example.contents[1]!)}`);
    expect(exported.toSorted()).toEqual(rendered.toSorted());
  });

  test('holds out whole groups, and the same ones every time', async () => {
    const shops = (examples: Example[]) => {
      const byTarget = new Map(rows.map(({ summary, shop }) => [summary, shop]));
      return [...new Set(examples.map(({ contents }) => byTarget.get(textOf(contents[1]!))!))].toSorted();
    };
    const split = async (id: string, salt: string) => {
      const { data } = await runTransform(
        id,
        ({ pipeline }) => void (pipeline.training.split = { salt, evaluationShare: 0.3 }),
      );
      return { train: shops(await examplesIn(data.trainUri)), evaluation: shops(await examplesIn(data.evaluationUri)) };
    };
    const first = await split('20261123-00000002', 'v1');
    expect(first.train.filter((shop) => first.evaluation.includes(shop))).toEqual([]);
    expect(first.train.length + first.evaluation.length).toBe(20);
    expect(await split('20261123-00000003', 'v1')).toEqual(first);
    expect((await split('20261123-00000004', 'v2')).evaluation).not.toEqual(first.evaluation);
  });

  test("tells an error of the user's SELECT in BigQuery's words, with the line in the user's file", async () => {
    const { result } = await runTransform('20261123-00000005', (configuration) => {
      configuration.trainingSql = 'SELECT id AS key,\n  boddy AS body, summary AS target\nFROM emails';
    });
    expect(result?.error).toMatchObject({
      name: 'PermanentError',
      message: expect.stringContaining('boddy'),
      where: 'training.sql, line 2, column 3',
    });
  });

  test('may be made of a source that is called examples', async () => {
    const change = (configuration: Configuration) =>
      void (configuration.trainingSql = selection.replace('FROM emails', 'FROM examples'));
    const { result } = await runTransform('20261123-00000007', change, 'examples');
    expect(result).toMatchObject({ status: 'succeeded', output: { data: { duplicates: 1 } } });
  });

  test('refuses examples that repeat a key', async () => {
    const { result } = await runTransform('20261123-00000006', (configuration) => {
      configuration.trainingSql = selection.replace('id AS key', 'shop AS key');
    });
    expect(result?.error).toMatchObject({ message: '181 of 201 examples repeat a key', where: 'training.sql' });
  });
});
