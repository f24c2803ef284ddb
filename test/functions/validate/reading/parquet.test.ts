import { describe, expect, test } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { createParquetSource, mostHeld } from '../../../../formats/parquet/parquet-source';
import { createWorld } from '../../fakes';
import { check } from '../objects';

type Columns = Parameters<typeof parquetWriteBuffer>[0];

const parquet = (columnData: Columns['columnData'], options: Omit<Columns, 'columnData'> = {}) =>
  Buffer.from(parquetWriteBuffer({ columnData, ...options }));

const rowSchema = {
  type: 'object',
  required: ['id', 'text'],
  additionalProperties: false,
  properties: { id: { type: 'integer' }, text: { type: 'string' }, label: { type: 'string' } },
};
const ids = [1n, 2n, 3n];
const texts = ['one', 'two\n', 'drei €'];
const file = parquet([
  { name: 'id', data: ids, type: 'INT64' },
  { name: 'text', data: texts, type: 'STRING' },
  { name: 'label', data: ['a', null, 'c'], type: 'STRING', nullable: true },
]);

describe('rows of a Parquet file', () => {
  test('are counted for lines; a null is no value', async () => {
    const { rows, staged } = await check(file, { rowSchema });
    expect(rows).toEqual([
      { _row: 1, _line: 1, id: 1, text: 'one', label: 'a' },
      { _row: 2, _line: 2, id: 2, text: 'two\n' },
      { _row: 3, _line: 3, id: 3, text: 'drei €', label: 'c' },
    ]);
    expect(staged).toMatchObject({ format: 'parquet', compression: 'none', form: 'rows', rows: 3 });
  });

  test('are unpacked beside their parts when the file is gzipped, once for all deliveries', async () => {
    const world = createWorld();
    const plain = await check(file, { rowSchema });
    const packed = gzipSync(file);
    world.objects.failNext('write', 'part-000001.json', new Error('killed'));
    await expect(check(packed, { rowSchema, world })).rejects.toThrow('killed');
    world.objects.failNext('list', 'unpacked.parquet', new Error('asked for'));
    await expect(check(packed, { rowSchema, world })).rejects.toThrow('asked for');
    const { staged } = await check(packed, { rowSchema, world });
    expect(staged).toMatchObject({ format: 'parquet', compression: 'gzip', digest: plain.staged.digest });
  });

  test('are refused where a column that is read has the name of another', async () => {
    const column = (name: string) => ({ name, data: ['x'], type: 'STRING' as const });
    const body = parquet([column('text'), column('label'), column('text')]);
    const texts = { properties: { text: { type: 'string' } } };
    await expect(check(body, { rowSchema: texts })).rejects.toThrow('the file names text twice');
    const others = { properties: { label: { type: 'string' } } };
    expect((await check(body, { rowSchema: others })).rows).toEqual([{ _row: 1, _line: 1, label: 'x' }]);
  });

  test('come from many row groups and slices, in their order', async () => {
    const many = Array.from({ length: 25_000 }, (_, index) => BigInt(index + 1));
    const body = parquet(
      [
        { name: 'id', data: many, type: 'INT64' },
        { name: 'text', data: many.map((id) => `text ${id}`), type: 'STRING' },
      ],
      { rowGroupSize: 22_000 },
    );
    const { rows } = await check(body, { rowSchema });
    expect(rows).toHaveLength(25_000);
    expect(rows.every(({ _row, id, text }, index) => _row === index + 1 && id === _row && text === `text ${id}`)).toBe(
      true,
    );
  });

  test('have times, dates, numbers and lists as JSON has them', async () => {
    const any = { properties: { at: {}, day: {}, share: {}, big: { type: 'integer' }, tags: {}, json: {} } };
    const { rows, quarantine } = await check(
      parquet(
        [
          { name: 'at', data: [1_795_428_000_000_123n, -1n] },
          { name: 'share', data: [0.5, Number.NaN] },
          { name: 'big', data: [1n, 2n ** 60n] },
          { name: 'json', data: [{ a: [1] }, null] },
        ],
        {
          schema: [
            { name: 'root', num_children: 4 },
            { name: 'at', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type: 'REQUIRED' },
            { name: 'share', type: 'DOUBLE', repetition_type: 'REQUIRED' },
            { name: 'big', type: 'INT64', repetition_type: 'REQUIRED' },
            { name: 'json', type: 'BYTE_ARRAY', converted_type: 'JSON', repetition_type: 'OPTIONAL' },
          ],
        },
      ),
      { rowSchema: any },
    );
    expect(rows).toEqual([
      { _row: 1, _line: 1, at: '2026-11-23T10:00:00.000123Z', share: 0.5, big: 1, json: { a: [1] } },
    ]);
    expect(quarantine).toMatchObject([{ row: 2, reasons: ['big is too large to be kept exactly: make it a string'] }]);
  });

  test('are put aside one by one', async () => {
    const { quarantine, staged } = await check(
      Buffer.from(
        parquetWriteBuffer({
          columnData: [
            { name: 'id', data: [1n, 2n] },
            { name: 'text', data: [new Uint8Array([0x61, 0xff]), Buffer.from(' ')] },
          ],
          schema: [
            { name: 'schema', num_children: 2 },
            { name: 'id', type: 'INT64', repetition_type: 'REQUIRED' },
            { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
          ],
        }),
      ),
      { rowSchema },
    );
    expect(quarantine).toMatchObject([
      { row: 1, reasons: ['text is not UTF-8'], raw: '{"id":1,"text":"\ufffd"}' },
      { row: 2, reasons: ['text is blank'] },
    ]);
    expect(staged).toMatchObject({ rows: 0, quarantined: 2 });
  });
});

describe('a Parquet file', () => {
  const other = parquet([{ name: 'x', data: [1], type: 'INT32' }]);

  test.each<[string, Buffer, RegExp]>([
    ['with another schema', other, /^the file has no column id, text$/],
    ['that is cut off', file.subarray(0, file.length - 20), /^the Parquet file is damaged/],
    ['that is damaged in its data', overwritten(file, 30), /^the Parquet file is damaged/],
    ['of nothing but its mark', Buffer.from('PAR1'), /^the Parquet file is damaged/],
    ['that is encrypted', Buffer.from('PAR1____PARE'), /^the Parquet file is damaged/],
  ])('%s is refused', async (_, body, message) => {
    await expect(check(body, { rowSchema })).rejects.toMatchObject({
      name: 'PermanentError',
      message: expect.stringMatching(message),
      where: expect.stringContaining('rows.txt'),
      fix: expect.any(String),
    });
  });

  test('with a column that the row schema does not know is refused where it allows none', async () => {
    const body = parquet([
      { name: 'id', data: [1n], type: 'INT64' },
      { name: 'text', data: ['a'], type: 'STRING' },
      { name: 'more', data: ['b'], type: 'STRING' },
    ]);
    await expect(check(body, { rowSchema })).rejects.toMatchObject({
      message: 'the file has columns that the row schema does not know: more',
    });
    const open = { ...rowSchema, additionalProperties: true };
    expect((await check(body, { rowSchema: open })).rows).toEqual([{ _row: 1, _line: 1, id: 1, text: 'a' }]);
  });
});

function overwritten(body: Buffer, length: number): Buffer {
  const copy = Buffer.from(body);
  copy.fill(0xff, 4, 4 + length);
  return copy;
}

test('a row group, a piece or a page that does not fit into memory is refused before it is read', async () => {
  const source = createParquetSource({
    bytes: 10 * mostHeld,
    file: 'rows.parquet',
    read: () => expect(undefined).toBeDefined() as never,
  });
  await expect(source.buffer.slice(0, mostHeld + 1)).rejects.toMatchObject({
    name: 'PermanentError',
    message: 'the Parquet file has a piece of 134 MB',
    where: 'rows.parquet',
  });
  expect(() => source.compressors['GZIP']!(new Uint8Array(8), 2 ** 31)).toThrow(
    'the Parquet file has a page of 2,147 MB',
  );
  expect(source.explain(new Error('odd'))).toMatchObject({
    name: 'PermanentError',
    message: 'the Parquet file is damaged (odd)',
  });
});

test('a failure of the storage is no damage of the file', async () => {
  const gone = new Error('connection lost');
  const source = createParquetSource({ bytes: 100, file: 'x', read: () => Promise.reject(gone) });
  const error = await Promise.resolve(source.buffer.slice(0, 10)).catch((thrown: unknown) => thrown);
  expect(source.explain(new Error('hyparquet saw no bytes', { cause: error }))).toBe(gone);
});
