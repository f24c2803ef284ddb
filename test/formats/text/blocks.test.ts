import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { createBlocks, type Block } from '../../../formats/text/blocks';
import { createRecordCutter, splitFields } from '../../../formats/text/csv';
import type { Cutter } from '../../../formats/cutter';
import { createElementCutter } from '../../../formats/json/element-cutter';
import { createLineCutter } from '../../../formats/text/line-cutter';

const elements = () => createElementCutter({ file: 'f', layout: 'array', line: 1, isRow: false });

interface Cut {
  row: number;
  line: number;
  text: string;
  offset: number;
  wholeLength?: number;
}

const roomy = { blockBytes: 1 << 16, blockRows: 1000, longestRow: 1 << 16, partBytes: 1 << 28 };

function cut(body: Buffer, cutter: Cutter, pieces: number[], limits = roomy): Cut[] {
  const blocks = createBlocks(cutter, { limits });
  const done: Block[] = [];
  let at = 0;
  for (let index = 0; at < body.length; index++) {
    const length = pieces[index % pieces.length]!;
    done.push(...blocks.push(body.subarray(at, at + length)));
    at += length;
  }
  done.push(...blocks.finish());
  return done.flatMap(({ bytes, offset, firstRow, spans, wholeLength }) =>
    Array.from({ length: spans.length / 3 }, (_, index) => {
      const [begin, end, line] = spans.subarray(3 * index);
      const text = Buffer.from(bytes).toString('utf8', begin, end);
      return { row: firstRow + index, line: line!, text, offset: offset + begin!, ...(wholeLength && { wholeLength }) };
    }),
  );
}

const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const small = fc.record({
  blockBytes: fc.integer({ min: 1, max: 20 }),
  blockRows: fc.integer({ min: 1, max: 4 }),
  longestRow: fc.constant(1000),
  partBytes: fc.constant(1 << 28),
});

describe('a file that is cut anywhere', () => {
  test('has the same lines', () => {
    const text = fc.array(fc.constantFrom('{"a":1}', 'é', ' ', '\n', '\r\n', '\n\n', 'x'), { maxLength: 30 });
    fc.assert(
      fc.property(text, pieces, small, (parts, lengths, limits) => {
        const body = Buffer.from(parts.join(''));
        const expected = parts
          .join('')
          .split('\n')
          .map((line, index) => ({ line: index + 1, text: line.replace(/\r$/, '') }))
          .filter(({ text }) => /[^\s]/.test(text))
          .map((each, index) => ({ row: index + 1, ...each }));
        expect(cut(body, createLineCutter(), lengths, limits)).toMatchObject(expected);
        expect(cut(body, createLineCutter(), lengths, limits)).toEqual(cut(body, createLineCutter(), [1000]));
      }),
    );
  });

  test('has the same elements', () => {
    fc.assert(
      fc.property(
        fc.array(fc.json({ maxDepth: 2 }), { maxLength: 6 }),
        fc.nat(4),
        pieces,
        small,
        (values, indent, lengths, limits) => {
          const list = values.map((value) => JSON.parse(value) as unknown);
          const body = Buffer.from(JSON.stringify(list, null, indent));
          const found = cut(body, elements(), lengths, limits);
          expect(found.map(({ text }) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
          expect(found).toEqual(cut(body, elements(), [100_000]));
        },
      ),
    );
  });

  test('has the same records, which csv-parse reads alike', () => {
    const plain = fc.constantFrom('a', 'é', 'b"c', '', ' x');
    const quoted = fc
      .array(fc.constantFrom('a', ',', '""', '\n', '\r\n', '\r', 'é'), { maxLength: 4 })
      .map((parts) => `"${parts.join('')}"`);
    const record = fc.array(fc.oneof(plain, quoted), { minLength: 2, maxLength: 3 }).map((fields) => fields.join(','));
    const ends = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 8 }),
        ends,
        fc.boolean(),
        pieces,
        small,
        (records, end, isEnded, lengths, limits) => {
          const text = records.join(end) + (isEnded ? end : '');
          const found = cut(Buffer.from(text), createRecordCutter('f', { delimiter: ',' }), lengths, limits);
          expect(found.map((each) => splitFields(each.text, { delimiter: ',' }))).toEqual(
            parse(text, {
              relax_column_count: true,
              relax_quotes: true,
              skip_empty_lines: true,
              record_delimiter: ['\r\n', '\n', '\r'],
            }),
          );
          expect(found).toEqual(cut(Buffer.from(text), createRecordCutter('f', { delimiter: ',' }), [100_000]));
          expect(found.map(({ text, line }) => [text, line])).toEqual(linesOf(records, end));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Each record and the line on which it begins. */
function linesOf(records: string[], end: string): [string, number][] {
  let line = 1;
  return records.map((record) => {
    const begun = line;
    line += `${record}${end}`.match(/\r\n|\r|\n/g)!.length;
    return [record, begun];
  });
}

describe('a row that is too long', () => {
  const limits = { blockBytes: 16, blockRows: 10, longestRow: 50, partBytes: 1 << 28 };

  test.each<[string, () => Cutter, string, string]>([
    ['a line', createLineCutter, '{"a":1}\n', '\n{"b":2}\n'],
    ['an element', () => elements(), '[{"a":1},\n', ',\n{"b":2}]'],
    ['a record', () => createRecordCutter('f', { delimiter: ',' }), 'a,1\n', '\nb,2\n'],
  ])('is passed over, and reading goes on behind it (%s)', (_, cutter, before, behind) => {
    for (const long of [51, 5000, 70_000])
      for (const piece of [1, 7, 1000]) {
        const row = `"${'x'.repeat(long - 2)}"`;
        const rows = cut(Buffer.from(before + row + behind), cutter(), [piece], limits);
        expect(rows).toMatchObject([
          { row: 1, line: 1 },
          { row: 2, line: 2, wholeLength: long, offset: before.length, text: row.slice(0, 4096) },
          { row: 3, line: 3 },
        ]);
      }
  });
});
