import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { geminiText } from '../../core/models/gemini';
import type { EvaluateContext } from '../../functions/evaluate/context';
import { heldOutSet } from '../../functions/evaluate/held-out';
import { createLedger } from '../../functions/shared/stage/ledger';
import { bucket } from '../local/bigquery/harness';
import { asLetters, letters, stageLetters, writers, type Letter } from './letters';
import { openTransformer, type Outcome, type Transformer } from './transformer';

const files = ['trainUri', 'evaluationUri', 'validationUri', 'lineageUri'] as const;

interface Statistics {
  query?: { referencedTables?: { datasetId: string; tableId: string }[] };
}

let first: Transformer;
let second: Transformer;

beforeAll(async () => {
  [first, second] = await Promise.all([openTransformer(), openTransformer()]);
});

afterAll(async () => {
  await Promise.all([first?.close(), second?.close()]);
});

const bytesOf = async ({ objects }: Transformer, { card }: Outcome) =>
  Object.fromEntries(await Promise.all(files.map(async (file) => [file, (await objects.read(card[file]!))!.text])));

/** The same every time, and unlike the order it had. */
const shuffled = (items: Letter[]) =>
  items.toSorted((a, b) => (a.body.slice(2) + a.id < b.body.slice(2) + b.id ? -1 : 1));

describe('the same inputs', () => {
  let original: Outcome;

  beforeAll(async () => {
    original = await first.transform('20261123-00000001', await stageLetters(first), asLetters());
  });

  test('are the same version with the same bytes, in another warehouse and by another run', async () => {
    const again = await second.transform('20261124-0000000a', await stageLetters(second), asLetters());
    expect(again.data.version).toBe(original.data.version);
    expect(await bytesOf(second, again)).toEqual(await bytesOf(first, original));
    const { createdAt, madeByRun, ...card } = again.card;
    expect({ ...card, createdAt: original.card.createdAt, madeByRun: original.card.madeByRun }).toEqual(original.card);
    expect([createdAt, madeByRun]).toEqual([expect.any(String), again.run.run]);
  });

  test('come to what is there already, of which nothing but the version itself is read', async () => {
    const again = await first.transform('20261124-0000000b', await stageLetters(first), asLetters());
    expect(again.data).toMatchObject({ version: original.data.version, cardUri: original.data.cardUri });
    expect(again.card).toEqual(original.card);
    const [jobs] = await first.local.client.getJobs({ allUsers: true, projection: 'full' });
    const tables = jobs
      .map(({ metadata }) => metadata as { configuration: { labels?: Record<string, string> }; statistics: Statistics })
      .filter(({ configuration }) => configuration.labels?.['landfall-run'] === '20261124-0000000b')
      .flatMap(({ statistics }) => statistics.query?.referencedTables ?? [])
      .map(({ datasetId, tableId }) => `${datasetId}.${tableId}`);
    const own = /^(training\.email_summary_[0-9a-f]{12}|staging\.email_summary_20261124_0000000b_features)$/;
    expect(tables.filter((name) => !own.test(name))).toEqual([]);
  });

  test('in another order give the same files, and a lineage that says where each row now is', async () => {
    const parts = [shuffled(letters.slice(0, 100)), shuffled(letters.slice(100))];
    const again = await second.transform('20261124-0000000c', await stageLetters(second, parts), asLetters());
    expect(again.data.version).not.toBe(original.data.version);
    const [before, after] = [await bytesOf(first, original), await bytesOf(second, again)];
    for (const file of ['trainUri', 'evaluationUri', 'validationUri']) expect(after[file]).toBe(before[file]);
    expect(after['lineageUri']).not.toBe(before['lineageUri']);
    const withoutOrigins = (text: string) => text.replace(/"origins":.*/g, '');
    expect(withoutOrigins(after['lineageUri']!)).toBe(withoutOrigins(before['lineageUri']!));
  });
});

describe('lineage', () => {
  test('leads from every exported line to the landed rows that give it', async () => {
    const parts = [letters.slice(0, 100), letters.slice(100)];
    const { card } = await first.transform(
      '20261123-00000002',
      await stageLetters(first, parts),
      asLetters(({ pipeline }) => void (pipeline.training.split.salt = 'lineage')),
    );
    const lineage = await first.lineage(card);
    expect(lineage).toHaveLength(card.train + card.evaluation + card.validation);

    for (const split of ['train', 'evaluation', 'validation'] as const) {
      const examples = await first.examples(card[`${split}Uri`]!);
      const ours = lineage.filter((each) => each.split === split);
      expect(ours.map(({ line }) => line)).toEqual(examples.map((_, at) => at + 1));
      for (const { line, key, origins } of ours) {
        const [letter, writer] = origins.map((origin) => rowAt(origin, parts));
        expect(letter).toMatchObject({ id: key });
        const { systemInstruction, contents } = examples[line - 1]!;
        expect([systemInstruction!, ...contents].map(geminiText)).toEqual([
          'Answer.',
          `${(letter as Letter).body}\n— ${(writer as (typeof writers)[number]).name}`,
          (letter as Letter).answer,
        ]);
      }
    }
  });

  test('tells of each example the values of the columns that slices are of', async () => {
    const { card } = await first.transform(
      '20261123-00000005',
      await stageLetters(first),
      asLetters(({ pipeline }) => void (pipeline.evaluation.slices = ['name', 'group_key'])),
    );
    const lineage = await first.lineage(card);
    const named = lineage.map(({ key }) => letters.find(({ id }) => id === key)!.writer_id);
    expect(lineage.map(({ slices }) => slices)).toEqual(named.map((id) => [id.replace('w', 'Name'), id]));
  });

  test('tells of each held-out example what is right besides its target, which an evaluation takes for right', async () => {
    const further = [
      'ARRAY<STRING>[]',
      'NULL',
      "[answer, 'Yes']",
      "[NULL, '', ' \\n', 'Yes', 'No']",
      "['Yes', answer, 'No']",
    ];
    const cases = further.map((sql, n) => `WHEN ${n} THEN ${sql}`).join(' ');
    const { data, card, run } = await first.transform(
      '20261123-00000006',
      await stageLetters(first),
      asLetters((configuration) => {
        configuration.trainingSql = configuration.trainingSql.replace(
          'AS target',
          `AS target, CASE MOD(CAST(SUBSTR(id, 2) AS INT64), 5) ${cases} END AS references`,
        );
      }),
    );
    const expected = [[], [], ['Yes'], ['Yes', 'No'], ['Yes', 'No']];
    const lineage = await first.lineage(card);
    const wanted = (key: string, split: string) => (split === 'evaluation' ? expected[Number(key.slice(1)) % 5] : []);
    expect(lineage.map(({ references }) => references)).toEqual(lineage.map(({ key, split }) => wanted(key, split)));

    const ledger = createLedger({ objects: first.objects, bucket });
    const context = { run, deps: { objects: first.objects, ledger } } as unknown as EvaluateContext;
    const { examples, known } = await heldOutSet(data, context);
    const found = await Promise.all(examples.places.map(examples.read));
    expect(found.map(({ references: [target, ...others] }) => [target, others])).toEqual(
      found.map(({ target }, place) => [target, wanted(known[place]!.key, 'evaluation')]),
    );
    expect(new Set(found.map(({ references }) => references.length))).toEqual(new Set([1, 2, 3]));
  });

  /** What stands in the landed file at gs://BUCKET/NAME#GENERATION:ROW. */
  function rowAt(origin: string, parts: Letter[][]) {
    const [, name, row] = /^gs:\/\/landing\/email-summary\/b\/(.+)#\d+:(\d+)$/.exec(origin)!;
    const part = /part-(\d)/.exec(name!)?.[1];
    return (part === undefined ? writers : parts[Number(part)]!)[Number(row) - 1];
  }

  test('is that of the joined file, of however many shards it is joined', async () => {
    const change = asLetters(({ pipeline }) => void (pipeline.training.split.salt = 'shards'));
    const whole = await first.transform('20261123-00000003', await stageLetters(first), change);
    const stopSharding = shardExports(second);
    const inShards = await second.transform('20261123-00000003', await stageLetters(second), change);
    expect(stopSharding()).toBeGreaterThan(32 + 3);
    expect(inShards.result).toMatchObject({ status: 'succeeded' });
    expect(await bytesOf(second, inShards)).toEqual(await bytesOf(first, whole));
    const folder = inShards.card.trainUri.replace('train.jsonl', '');
    expect((await second.objects.list(folder)).map(({ uri }) => uri.slice(folder.length))).toEqual([
      'card.md',
      'dataset.json',
      'evaluation.jsonl',
      'lineage.jsonl',
      'train.jsonl',
      'validation.jsonl',
    ]);
  });

  /** As BigQuery does with large results: sorted rows, in order, over as many files as it likes. The number of files at the end. */
  function shardExports({ warehouse, objects }: Transformer): () => number {
    const whole = warehouse.export.bind(warehouse);
    let shards = 0;
    warehouse.until = () => warehouse;
    warehouse.export = async (job, statementOf, isKept) => {
      const id = await whole(job, statementOf, isKept);
      const [, prefix] = /uri = '([^*]+)\*/.exec(statementOf(id).sql)!;
      const [only] = await objects.list(prefix!);
      const lines = (await objects.read(only!.uri))!.text.split(/(?<=\n)/);
      // More than are joined in one call, and fewer.
      const size = Math.ceil(lines.length / (id.includes('train') ? 36 : 3));
      for (let at = 0; at * size < lines.length; at++) {
        shards += 1;
        const shard = `${prefix}${String(at).padStart(12, '0')}.jsonl`;
        await objects.write(shard, lines.slice(at * size, (at + 1) * size).join(''));
      }
      return id;
    };
    return () => {
      warehouse.export = whole;
      return shards;
    };
  }
});
