/** Good files in many ways of writing them, drawn by a seed: init and validate read the rows that were written, all of them. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { clearAway, initOf, validationOf } from './hard-files';

afterAll(clearAway);

type Row = Record<'id' | 'text' | 'label', string>;
type Draw = <Choice>(choices: readonly Choice[]) => Choice;

/** Mulberry32: the same numbers of a seed everywhere. */
function drawOf(seed: number): Draw {
  let state = seed;
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return choices[((mixed ^ (mixed >>> 14)) >>> 0) % choices.length]!;
  };
}

const words = [
  'parcel',
  'refund',
  'Größe',
  '荷物',
  'said "no"',
  'a, b; c',
  '5 | 6',
  '1,234.50',
  '#tag',
  '//x',
  "it's",
  '^~',
];
const rowsOf = (draw: Draw): Row[] =>
  Array.from({ length: 24 }, (_, i) => ({
    id: `t${i}`,
    text: `${draw(['Where is ', ''])}${draw(words)} number ${i} of ${draw(words)}`,
    label: draw(['ship', 'pay back', 'other', 'Störung']),
  }));

const columns = ['id', 'text', 'label'] as const;

interface Written {
  how: string;
  body: string;
}

function csv(rows: Row[], draw: Draw): Written {
  const how = {
    delimiter: draw([',', ';', '\t', '|', '^', '~', '\x01', ', ', ' | ']),
    lineEnd: draw(['\n', '\r\n', '\r']),
    above: draw(['', '', 'Tickets of 2026\n\n', '# by a tool, nightly\n', '// 2026\n', 'Tickets,,\n,,\n']),
    quotes: draw(['where needed', 'all']),
    escape: draw(['"', '"', '\\']),
    behind: draw(['', '', '\n(24 rows affected)\n']),
    underline: draw([false, false, true]),
  };
  const { delimiter, quotes, escape } = how;
  const quoted = (field: string) => {
    const isNeeded = quotes === 'all' || /["\\\n\r]|^ | $/.test(field) || field.includes(delimiter.trim() || delimiter);
    return isNeeded ? `"${field.replaceAll('"', `${escape}"`)}"` : field;
  };
  const above = delimiter === ',' ? how.above : how.above.replace('Tickets,,\n,,\n', '');
  const records = [
    columns.map(quoted),
    ...(how.underline ? [['--', '----', '-----']] : []),
    ...rows.map((row) => columns.map((name) => quoted(row[name]))),
  ].map((fields) => fields.join(delimiter));
  const body = `${above}${records.join('\n')}\n${how.behind}`.replaceAll('\n', how.lineEnd);
  return { how: JSON.stringify({ ...how, above }), body };
}

function json(rows: Row[], draw: Draw): Written {
  const layout = draw([
    'lines',
    'lines',
    'comma',
    'array',
    'pretty',
    'concatenated',
    'wrapped',
    'pretty array',
  ] as const);
  const lineEnd = draw(['\n', '\r\n']);
  const texts = rows.map((row) => JSON.stringify(row));
  const printed = rows.map((row) => JSON.stringify(row, null, 2));
  const body = {
    lines: `${texts.join('\n')}\n`,
    comma: `${texts.join(',\n')}\n`,
    array: JSON.stringify(rows),
    pretty: printed.join('\n'),
    concatenated: texts.join(''),
    wrapped: JSON.stringify({ count: rows.length, data: rows }),
    'pretty array': JSON.stringify(rows, null, 2),
  }[layout];
  return { how: JSON.stringify({ layout, lineEnd }), body: body.replaceAll('\n', lineEnd) };
}

const seeds = Array.from({ length: Number(process.env['LANDFALL_VARIATIONS'] ?? 40) }, (_, seed) => seed + 1);

describe('a file as it may be written', () => {
  test.each(seeds)('seed %i', async (seed) => {
    const draw = drawOf(seed);
    const rows = rowsOf(draw);
    const { how, body } = draw([csv, csv, json])(rows, draw);
    const mark = draw(['', '', '\ufeff']);
    const isPacked = draw([false, false, true]);
    const bytes = isPacked ? gzipSync(mark + body) : Buffer.from(mark + body);
    const made = await initOf('rows.txt', bytes);
    const { rows: read = [], refused, reasons = [] } = await validationOf(bytes, made);
    const values = read.map(({ id, text, label }) => ({ id, text, label }));
    const said = reasons.map((reason) => reason.replace(/ \(line.*/, ''));
    expect({ how, refused: made.refused ?? refused, rows: made.said?.rows, values, said }).toEqual({
      how,
      refused: undefined,
      rows: rows.length,
      values: rows,
      said: how.includes('affected') ? ['the row is the number of rows, as a query prints it'] : [],
    });
  });
});
