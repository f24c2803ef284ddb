import { describe, expect, test } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { checkObject, type CheckedObject } from '../../../../functions/validate/reading/check-object';
import { createStagedParts } from '../../../../functions/validate/reading/staged-parts';
import { createWorld, type World } from '../../fakes';
import { inOneThread } from '../objects';

const folder = 'gs://artifacts/staged/k/parts/';
const cleanUri = 'gs://artifacts/staged/k/clean.jsonl';
const quarantineUri = 'gs://artifacts/quarantine/p/r/rows.jsonl';
const rowSchema = {
  type: 'object',
  required: ['id', 'text'],
  properties: { id: { type: 'integer' }, text: { type: 'string' } },
};

/** Blocks and parts far smaller than files, so that both end anywhere. */
const limits = { blockBytes: 200, blockRows: 7, longestRow: 400, partBytes: 1000 };

const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
/** Every 7th has no text, every 40th is longer than any row may be; line ends stand inside of some. */
const textOf = (n: number) => (n % 40 === 0 ? 'x'.repeat(1500) : n % 5 === 0 ? `say "${n}",\r\n[é]` : `text ${n}`);
const rows = numbers.map((n) => (n % 7 === 0 ? { id: n } : { id: n, text: textOf(n) }));
const jsonl = `\ufeff${rows.map((row) => `${JSON.stringify(row)}${row.id % 3 === 0 ? '\r\n \n' : '\n'}`).join('')}`;
const json = `\n[ ${rows.map((row) => JSON.stringify(row, null, row.id % 2)).join('\n ,\n')} ]\n`;
const csv = `id,text\r\n${rows.map(({ id, text = '' }) => `${id},"${text.replaceAll('"', '""')}"\r\n`).join('')}`;
const parquet = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'id', data: rows.map(({ id }) => BigInt(id)), type: 'INT64' },
      { name: 'text', data: rows.map(({ text }) => text), type: 'STRING', nullable: true },
    ],
    rowGroupSize: 20,
  }),
);

const files: [string, string | Buffer][] = [
  ['lines', jsonl],
  ['a JSON array', json],
  ['CSV', csv],
  ['Parquet', parquet],
  ['lines, packed', gzipSync(jsonl)],
  ['CSV, packed', gzipSync(csv)],
  ['Parquet, packed', gzipSync(parquet)],
];

interface Options {
  isTimeUp?: () => boolean;
  partBytes?: number;
  signal?: AbortSignal;
}

const after = (looks: number) => () => looks-- <= 0;

/** One delivery; the time is up after so many looks at it, of which there is one after each block. */
async function deliver(
  body: string | Buffer,
  world: World,
  { isTimeUp = () => false, partBytes = limits.partBytes, signal = new AbortController().signal }: Options = {},
): Promise<CheckedObject | undefined> {
  const uri = 'gs://landing/p/b1/rows';
  const [landed = { generation: world.objects.put(uri, body) }] = await world.objects.list(uri);
  return checkObject(
    {
      uri,
      generation: landed.generation,
      bytes: Buffer.byteLength(body),
      file: 'rows.txt',
      source: 'rows',
      spec: { format: 'auto', form: 'rows', schema: 'rows.json', required: true },
      rowSchema,
      maxFieldCharacters: 1000,
      cleanUri,
      quarantineUri,
      partsFolder: folder,
    },
    { ...world, signal, isTimeUp, parallelism: inOneThread, limits: { ...limits, partBytes } },
  );
}

const outcome = (world: World, staged: CheckedObject | undefined) => ({
  staged,
  clean: world.objects.text(cleanUri),
  quarantine: world.objects.text(quarantineUri),
});
async function inOneDelivery(body: string | Buffer, options: Options = {}) {
  const world = createWorld();
  return outcome(world, await deliver(body, world, options));
}
const partsOf = (world: World) => createStagedParts(folder, world.objects).find();

describe.each(files)('an object that takes several deliveries (%s)', (_, body) => {
  test('ends with the same rows, numbers, reasons and digest as in one', async () => {
    let looks = 0;
    const expected = await inOneDelivery(body, { isTimeUp: () => looks++ < 0 });
    const world = createWorld();
    const parts: number[] = [];
    for (const isLast of [false, false, true]) {
      const staged = await deliver(body, world, { isTimeUp: after(isLast ? Infinity : Math.ceil(0.4 * looks)) });
      parts.push((await partsOf(world)).length);
      expect(outcome(world, staged)).toEqual(
        isLast ? expected : { staged: undefined, clean: undefined, quarantine: undefined },
      );
    }
    expect(parts[0]).toBeGreaterThan(0);
    expect(parts[1]).toBeGreaterThan(parts[0]!);
    expect(parts[2]).toBeGreaterThan(parts[1]!);
  });

  test('ends with the same rows as an object that is not cut into parts', async () => {
    const whole = await inOneDelivery(body, { partBytes: 1 << 28 });
    const { digest, ...parts } = (await inOneDelivery(body)).staged!;
    expect(parts).toEqual({ ...whole.staged, digest: undefined });
    expect(digest).not.toBe(whole.staged!.digest);
    const { clean, quarantine } = await inOneDelivery(body);
    expect({ clean, quarantine }).toEqual({ clean: whole.clean, quarantine: whole.quarantine });
  });

  test('goes on after a delivery that was killed: when a part was stored and not recorded, and before they were joined', async () => {
    const expected = await inOneDelivery(body);
    const world = createWorld();
    for (const ending of ['part-000002.json', 'part-000003.json']) {
      world.objects.failNext('write', ending, new Error('killed'));
      await expect(deliver(body, world)).rejects.toThrow('killed');
    }
    expect(await partsOf(world)).toHaveLength(2);
    world.objects.failNext('compose', 'clean.jsonl', new Error('killed'));
    await expect(deliver(body, world)).rejects.toThrow('killed');
    expect((await partsOf(world)).at(-1)).not.toHaveProperty('next');
    expect(outcome(world, await deliver(body, world))).toEqual(expected);
  });

  test('takes over what a dead twin has recorded, and reads no row of it again', async () => {
    const expected = await inOneDelivery(body);
    const world = createWorld();
    world.objects.failNext('write', 'part-000003.json', new Error('killed'));
    await expect(deliver(body, world)).rejects.toThrow('killed');
    const found = await partsOf(world);
    world.lines.length = 0;
    const staged = await deliver(body, world);
    expect(outcome(world, staged)).toEqual(expected);
    const known = found.reduce((sum, { rows: clean, quarantined }) => sum + clean + quarantined, 0);
    const [first] = world.lines.filter(({ progress }) => progress);
    expect(Number(/^\d+/.exec(first!['message'] as string)![0])).toBeGreaterThan(known);
  });
});

test('a part whose rows are gone is written again, and all behind it', async () => {
  const expected = await inOneDelivery(jsonl);
  const world = createWorld();
  world.objects.failNext('compose', 'clean.jsonl', new Error('killed'));
  await expect(deliver(jsonl, world)).rejects.toThrow('killed');
  world.objects.purge(`${folder}clean-000003`);
  expect(await partsOf(world)).toHaveLength(2);
  expect(outcome(world, await deliver(jsonl, world))).toEqual(expected);
});

test('a delivery whose lease is lost stops, and what it has recorded is kept', async () => {
  const world = createWorld();
  const lost = new AbortController();
  world.log.progress = () => void (world.objects.text(`${folder}part-000002.json`) && lost.abort(new Error('lost')));
  await expect(deliver(jsonl, world, { signal: lost.signal })).rejects.toThrow('lost');
  expect(await partsOf(world)).toHaveLength(2);
  expect(world.objects.text(`${folder}clean-000003`)).toBeUndefined();
});

test('an object of which nothing can be read in a whole delivery is refused, and is not tried for ever', async () => {
  const world = createWorld();
  const isTimeUp = () => {
    void world.clock.sleep(410_000);
    return true;
  };
  await expect(deliver(jsonl, world, { isTimeUp })).rejects.toMatchObject({
    name: 'PermanentError',
    message: 'the file cannot be read: 540 seconds were not enough for any part of it',
    where: 'rows.txt',
  });
});
