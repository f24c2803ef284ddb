import { afterAll, describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { clearAway, initOf, validationOf } from './hard-files';

afterAll(clearAway);

interface Made {
  text: string;
  label: string;
}
const rows: Made[] = Array.from({ length: 12 }, (_, i) => ({
  text: `Where is parcel ${i} now`,
  label: ['ship', 'refund'][i % 2]!,
}));
const json = (value: unknown) => JSON.stringify(value);
const csv = (header: string, record: (row: Made, i: number) => string) => [header, ...rows.map(record)].join('\n');
const lines = (line: (row: Made, i: number) => string) => rows.map(line).join('\n');
const jsonl = lines(json);
const plain = `${csv('text,label', ({ text, label }) => `${text},${label}`)}\n`;
/** A row whose first members are written as they stand here. */
const beginning = (members: (i: number) => string) =>
  lines(({ text, label }, i) => `{${members(i)},"text":"${text}","label":"${label}"}`);
/** The row of that number is written otherwise. */
const butFor = (number: number, line: string) => lines((row, i) => (i === number ? line : json(row)));

const turns = ({ text, label }: Made) => [
  { role: 'user', content: text },
  { role: 'assistant', content: label },
];
const contents = ({ text, label }: Made) => [
  { role: 'user', parts: [{ text }] },
  { role: 'model', parts: [{ text: label }] },
];
const conversations = (row: (made: Made, i: number) => object) => lines((made, i) => json(row(made, i)));

type Trouble = [name: string, body: string | Buffer, count: number, first: object, putAside: string[]];

describe('init and validate read alike', () => {
  test.each<Trouble>([
    [
      'ids-beyond.jsonl',
      beginning((i) => `"id":${9007199254740993n + 2n * BigInt(i)}`),
      12,
      { id: '9007199254740993' },
      [],
    ],
    ['ids-across.jsonl', beginning((i) => `"id":${9007199254740987n + BigInt(i)}`), 12, { id: 9007199254740987 }, []],
    ['ids-deep.jsonl', beginning(() => '"a":[{"id":9007199254740993}]'), 12, { a: [{ id: '9007199254740993' }] }, []],
    ['too-large.jsonl', beginning(() => '"n":1e400'), 12, { n: '1e400' }, []],
    ['zero.jsonl', beginning(() => '"z":-0,"p":0.1,"e":1.5e3'), 12, { z: 0, p: 0.1, e: 1500 }, []],
    ['digits.jsonl', beginning(() => '"d":0.12345678901234567890'), 12, { d: '0.12345678901234567890' }, []],
    [
      'codes.csv',
      csv(
        'zip,phone,sum,hex,exp,text,label',
        ({ text, label }, i) => `0${i},+49,"1,000",0x1,1e400,${text}${i},${label}`,
      ),
      12,
      { zip: '00', phone: '+49', sum: '1,000', hex: '0x1', exp: '1e400' },
      [],
    ],
    [
      'digits.csv',
      csv('v,text,label', (row, i) => `0.1234567890123456${i},${row.text},${row.label}`),
      12,
      { v: '0.12345678901234560' },
      [],
    ],
    ['csv-named.jsonl', plain, 12, { _line: 2, ...rows[0] }, []],
    ['jsonl-named.json', jsonl, 12, { _line: 1, ...rows[0] }, []],
    ['gzip-named.csv', gzipSync(plain), 12, rows[0]!, []],
    ['two-arrays.json', `${json(rows)}\n\ufeff${json(rows)}`, 24, rows[0]!, []],
    ['concatenated.jsonl', rows.map(json).join(''), 12, rows[0]!, []],
    ['carriage-returns.jsonl', jsonl.replaceAll('\n', '\r'), 12, rows[0]!, []],
    ['carriage-returns.csv', plain.replaceAll('\n', '\r'), 12, { _line: 2, ...rows[0] }, []],
    ['under-a-key.json', json({ v: { a: 1 }, whatever: rows, total: 12 }), 12, rows[0]!, []],
    ['separator-tab.csv', `sep=\t\n${plain.replaceAll(',', '\t')}`, 12, { _line: 3, ...rows[0] }, []],
    ['separator-quoted.csv', `"sep=|"\r\n${plain.replaceAll(',', '|')}`, 12, { _line: 3, ...rows[0] }, []],
    [
      'header-again.csv',
      `${plain}"text","label"\n${plain.slice(11)}`,
      24,
      rows[0]!,
      ['the row repeats the header (line 14)'],
    ],
    ['mark-again.csv', `\ufeff${plain}\ufeff${plain}`, 24, rows[0]!, ['the row repeats the header (line 14)']],
    ['mark-again.jsonl', `\ufeff${jsonl}\n\ufeff${jsonl}`, 24, rows[0]!, []],
    [
      'one-backslash.csv',
      csv('text,label', ({ text, label }, i) => (i === 7 ? `"a \\"b\\", c",x` : `${text},${label}`)),
      12,
      rows[0]!,
      [],
    ],
    ['index-column.csv', csv(',text,label', ({ text, label }, i) => `${i},${text},${label}`), 12, rows[0]!, []],
    [
      'row-names.csv',
      csv('"text","label"', ({ text, label }, i) => `"${i + 1}","${text}","${label}"`),
      12,
      rows[0]!,
      [],
    ],
    ['padded.csv', csv('text,label', ({ text, label }) => `${text},${label},,`), 12, rows[0]!, []],
    [
      'no-value.csv',
      csv('n,note,text,label', ({ text, label }, i) => `${i % 3 ? i : '\\N'},"\\N",${text},${label}`),
      12,
      { _line: 2, text: rows[0]!.text },
      [],
    ],
    ['power-shell.csv', `#TYPE System.Object\r\n${plain}`, 12, { _line: 3, ...rows[0] }, []],
    ['title.csv', `Tickets export 2026\n\n${plain}`, 12, { _line: 4, ...rows[0] }, []],
    ['title-of-sheet.csv', `Tickets of 2026,\n,\n${plain}`, 12, { _line: 4, ...rows[0] }, []],
    ['comments.csv', `# by a tool\n// of 2026\n${plain}`, 12, { _line: 4, ...rows[0] }, []],
    ['comment.csv', plain.replace('Where', '# half\nWhere'), 12, { _line: 3 }, ['the row is a comment (line 2)']],
    [
      'sqlcmd.csv',
      `${plain.replace('\n', '\n----,-----\n')}\n(12 rows affected)\n`,
      12,
      { _line: 3, ...rows[0] },
      ['the row is the number of rows, as a query prints it (line 16)'],
    ],
    [
      'sqlcmd-padded.csv',
      csv('text       |label \n-----------|------', ({ text, label }) => `${text}|${label.padEnd(6)}`),
      12,
      { _line: 3, ...rows[0] },
      [],
    ],
    ...['^', '~', '\x01', '\x1f', ' | '].map((delimiter): Trouble => [
      `delimiter-${delimiter.charCodeAt(0)}.csv`,
      plain.replaceAll(',', delimiter),
      12,
      { _line: 2, ...rows[0] },
      [],
    ]),
    [
      'blanks-behind-commas.csv',
      csv('text, label', ({ text, label }) => `"${text}, ""please""", "${label}"`),
      12,
      { text: `${rows[0]!.text}, "please"`, label: 'ship' },
      [],
    ],
    ['two-marks.csv', `\ufeff\ufeff${plain}`, 12, { _line: 2, ...rows[0] }, []],
    ['two-marks.jsonl', `\ufeff\ufeff${jsonl}`, 12, { _line: 1, ...rows[0] }, []],
    [
      'pretty-nan.jsonl',
      rows
        .map((row, i) => JSON.stringify({ ...row, n: i }, null, 2))
        .join('\n')
        .replace('"n": 0', '"n": NaN'),
      11,
      { _line: 6, ...rows[1] },
      ['NaN is not JSON: write null (line 1)'],
    ],
    ['roles.json', json(rows.map(({ text, label }) => ({ role: label, content: text }))), 12, { role: 'ship' }, []],
    [
      'comment.json',
      `[\n// the first\n${rows.map(json).join(',\n')}]`,
      11,
      { _line: 4, ...rows[1] },
      ['the element is not JSON: it has no comments (line 2)'],
    ],
    [
      'quote-that-closes-later.csv',
      csv('text,label', ({ text, label }) => `"${text}","${label}"`).replace('parcel 5 now"', 'parcel 5 now'),
      11,
      rows[0]!,
      ['text follows the closing quote of a field: a quote inside of quotes is written twice (line 7)'],
    ],
    [
      'quote-over-lines.csv',
      plain.replace('Where is parcel 5', '"Where is parcel 5').replace('parcel 9', 'parcel "9'),
      7,
      rows[0]!,
      [
        'text follows the closing quote of a field: a quote inside of quotes is written twice; it goes over several lines, perhaps because a quote is not closed (line 7)',
      ],
    ],
    [
      'half-semicolons.csv',
      plain.replace(',ship', ';ship'),
      11,
      rows[1]!,
      ['the row has 1 field, the header 2: it is split by ";", the header by "," (line 2)'],
    ],
    ['wide.csv', plain.replace('ship', 'ship,more'), 11, rows[1]!, ['the row has 3 fields, the header 2 (line 2)']],
    [
      'latin1.csv',
      Buffer.from(plain.replace('parcel 3', 'parcel é'), 'latin1'),
      11,
      rows[0]!,
      ['the text is not UTF-8, perhaps Windows-1252: save the file as UTF-8 (line 5)'],
    ],
    [
      'nul-tail.csv',
      plain + '\0'.repeat(300),
      12,
      rows[0]!,
      ['the row is nothing but NUL characters: the file was not written to its end (line 14)'],
    ],
    [
      'comments.jsonl',
      `# of 2026\n${jsonl}`,
      12,
      { _line: 2, ...rows[0] },
      ['the line is not JSON: it has no comments (line 1)'],
    ],
    ['nul.csv', plain.replace('parcel 3', 'parcel \0'), 11, rows[0]!, ['text holds a NUL character (line 5)']],
    ['half.jsonl', jsonl.replace('parcel 3', 'parcel \\ud83d'), 11, rows[0]!, ['text holds half a character (line 4)']],
    ['cut.jsonl', jsonl.slice(0, -20), 11, rows[0]!, ['the line is not JSON: it is cut off (line 12)']],
    [
      'comma.jsonl',
      butFor(5, '{"text":"a",}'),
      11,
      rows[0]!,
      ['the line is not JSON: a comma stands before a closing bracket (line 6)'],
    ],
    ['infinity.jsonl', butFor(3, '{"text":-Infinity}'), 11, rows[0]!, ['-Infinity is not JSON: write null (line 4)']],
    [
      'two-on-a-line.jsonl',
      butFor(3, '{"text":"a"} {"text":"b"}'),
      11,
      rows[0]!,
      ['the line is not JSON: it holds more than one object; put each on a line of its own (line 4)'],
    ],
    [
      'deep.jsonl',
      butFor(2, `{"text":"x","label":"y","d":${'['.repeat(9000)}${']'.repeat(9000)}}`),
      11,
      rows[0]!,
      ['d is nested more than 100 levels deep (line 3)'],
    ],
    [
      'long.jsonl',
      butFor(2, `{"text":"${'x'.repeat(10_100_000)}"}`),
      11,
      rows[0]!,
      ['the row is longer than 10,000,000 bytes (line 3)'],
    ],
    [
      'nothing-beside.jsonl',
      conversations((made) => ({ messages: turns(made), tools: {}, functions: null, system: '' })),
      12,
      { history: [] },
      [],
    ],
    [
      'nothing-within.jsonl',
      conversations((made) => ({
        messages: turns(made).map((turn) => ({ ...turn, name: null, tool_calls: [], weight: null })),
      })),
      12,
      { completion: 'ship' },
      [],
    ],
    [
      'system-beside.jsonl',
      conversations((made) => ({ system: 'Be kind.', messages: turns(made) })),
      12,
      { system: 'Be kind.' },
      [],
    ],
    [
      'system-blocks.jsonl',
      conversations((made) => ({ system: [{ type: 'text', text: 'Be kind.' }], messages: turns(made) })),
      12,
      { system: 'Be kind.' },
      [],
    ],
    [
      'system-snake.jsonl',
      conversations((made) => ({ system_instruction: { parts: [{ text: 'Be kind.' }] }, contents: contents(made) })),
      12,
      { system: 'Be kind.' },
      [],
    ],
    [
      'system-mixed.jsonl',
      conversations((made) => ({ systemInstruction: 'Be kind.', messages: turns(made) })),
      12,
      { system: 'Be kind.' },
      [],
    ],
    [
      'developer.jsonl',
      conversations((made) => ({ messages: [{ role: 'developer', content: 'Be kind.' }, ...turns(made)] })),
      12,
      { system: 'Be kind.' },
      [],
    ],
    ...['System', 'system_message', 'instructions'].map((name): Trouble => [
      `named-${name}.jsonl`,
      conversations((made) => ({ [name]: 'Be kind.', messages: turns(made) })),
      12,
      { system: 'Be kind.' },
      [],
    ]),
    [
      'system-and-pair.jsonl',
      conversations(({ text, label }, id) => ({ id, system_prompt: 'Be kind.', prompt: text, completion: label })),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text },
      [],
    ],
    [
      'system-and-pair.csv',
      csv('system,prompt,completion', ({ text, label }) => `Be kind.,${text},${label}`),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text },
      [],
    ],
    [
      'system-empty.jsonl',
      conversations((made) => ({ messages: [{ role: 'system', content: null }, ...turns(made)], tools: '' })),
      12,
      { prompt: rows[0]!.text },
      [],
    ],
    [
      'blocks-without-type.jsonl',
      conversations(({ text, label }) => ({
        system: [{ text: 'Be kind.' }],
        messages: [
          { role: 'user', content: [{ text }] },
          { role: 'assistant', content: [{ type: 'output_text', text: label }] },
        ],
      })),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'two-forms.jsonl',
      conversations((made, i) => (i % 2 ? { messages: turns(made) } : { contents: contents(made) })),
      12,
      { prompt: rows[0]!.text },
      [],
    ],
    [
      'share.jsonl',
      conversations(({ text, label }, id) => ({
        id,
        conversations: [
          { from: 'system', value: 'Be kind.' },
          { from: 'human', value: text },
          { from: 'gpt', value: label },
        ],
        tools: '',
      })),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'share-with-roles.jsonl',
      conversations((made) => ({ conversations: turns(made) })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'pairs-of-turns.jsonl',
      conversations((made) => ({ prompt: 'a', chosen: turns(made), rejected: turns(made) })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'pairs-behind-prompts.jsonl',
      conversations((made) => ({ prompt: turns(made).slice(0, 1), chosen: turns(made).slice(1), rejected: [] })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'pairs-of-openai.jsonl',
      conversations((made) => ({
        input: { messages: turns(made).slice(0, 1), tools: [], parallel_tool_calls: true },
        preferred_output: turns(made).slice(1),
        non_preferred_output: turns(made).slice(1),
      })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'logs-of-gemini.jsonl',
      conversations(({ text, label }) => ({
        request: {
          systemInstruction: { parts: [{ text: 'Be kind.' }] },
          contents: [{ role: 'user', parts: [{ text }] }],
        },
        response: { candidates: [{ content: { role: 'model', parts: [{ text: label }] }, finishReason: 'STOP' }] },
      })),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'logs-of-openai.jsonl',
      conversations((made) => ({
        request: json({ model: 'm', messages: turns(made).slice(0, 1) }),
        response: json({ choices: [{ index: 0, message: turns(made)[1] }] }),
      })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'logs-of-anthropic.jsonl',
      conversations((made) => ({
        request: { system: 'Be kind.', messages: turns(made).slice(0, 1) },
        response: { type: 'message', role: 'assistant', content: [{ type: 'text', text: made.label }] },
      })),
      12,
      { system: 'Be kind.', prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'batch.jsonl',
      conversations((made, i) => ({ custom_id: i, method: 'POST', url: '/v1', body: { messages: turns(made) } })),
      12,
      { prompt: rows[0]!.text, completion: 'ship' },
      [],
    ],
    [
      'no-answer.jsonl',
      conversations((made, i) => ({
        messages: i > 0 ? turns(made) : [turns(made)[0], { role: 'assistant', content: ' ' }],
      })),
      11,
      { completion: 'refund' },
      ['completion is blank (line 1)'],
    ],
    [
      'cells.csv',
      csv('id,messages', (made, i) => `${i},"${json(turns(made)).replaceAll('"', '""')}"`),
      12,
      { prompt: rows[0]!.text },
      [],
    ],
  ])('%s: %i rows', async (name, body, count, first, putAside) => {
    const made = await initOf(name, body);
    expect(made.refused).toBeUndefined();
    const checked = await validationOf(body, made);
    expect(checked.rows).toHaveLength(count);
    expect(made.said!.rows).toBe(count);
    expect(checked.first).toMatchObject(first);
    expect(checked.reasons).toEqual(putAside);
    const said = putAside.map((reason) => `1 row: ${reason}`);
    expect(made.said!.putAside).toEqual(said);
  });
});

describe('init and validate refuse alike', () => {
  test.each<[name: string, body: string | Buffer, reason: RegExp]>([
    ['error.json', json({ error: { code: 403, message: 'denied' } }), /is an error message, not rows/],
    ['error.xml', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', /is an error message in XML/],
    ['error.csv', '<!-- a cache -->\n<p>Access denied</p>\n', /is an HTML page/],
    ['notebook.json', json({ cells: [{ cell_type: 'code' }], nbformat: 4 }), /is a notebook of Jupyter/],
    [
      'rows.tar',
      Buffer.concat([Buffer.from('rows.csv'.padEnd(257, '\0')), Buffer.from('ustar\0')]),
      /is a tar archive/,
    ],
    ['nuls.csv', Buffer.alloc(600), /written in part: it begins with NUL bytes/],
    ['fenced.jsonl', `\`\`\`json\n${jsonl}\n\`\`\`\n`, /is Markdown/],
    ['events.txt', lines((row) => `data: ${json(row)}\n`), /is a stream of events/],
    ['rows.log', lines((row) => `2026-01-01T00:00:00Z INFO ${json(row)}`), /is a log/],
    ['rows.yaml', lines(({ text, label }) => `- text: ${text}\n  label: ${label}`), /is YAML/],
    ['rows.toml', lines(({ text }) => `[[rows]]\ntext = "${text}"`), /is TOML or INI/],
    ['commented.json', `// of 2026\n${json(rows)}`, /begins with a comment, and JSON has none/],
    ['quoted.txt', lines((row) => `'${json(row)}'`), /JSON in single quotes/],
    [
      'sheet-of-lines.csv',
      csv('"text,""label"""', ({ text, label }) => `"${text},""${label}"""`),
      /each line stands in quotes as a whole/,
    ],
    [
      'sqlcmd.txt',
      csv(`${'text'.padEnd(24)} label \n${'-'.repeat(24)} ------`, ({ text, label }) => `${text.padEnd(24)} ${label}`),
      /as it is printed[^]*sqlcmd -W/,
    ],
    ['columns.json', json({ text: ['a', 'b'], label: ['x', 'y'] }), /holds columns \(text, label\).*orient='records'/s],
    ['index.json', json({ 0: rows[0], 1: rows[1] }), /holds one object of objects \(0, 1\)/],
    ['split.json', json({ columns: ['text'], data: [['a']] }), /names of its columns and their values apart/],
    ['arrays.json', json(rows.map(({ text, label }) => [text, label])), /holds arrays in an array/],
    ['arrays.jsonl', lines(({ text, label }) => json([text, label])), /holds arrays of texts or numbers, not objects/],
    [
      'turns.jsonl',
      lines((made) => json(turns(made))),
      /holds lists of turns[^]*write \{"messages": \[…\]\} around each/,
    ],
    ['turns.json', json(contents(rows[0]!)), /holds lists of turns/],
    ['twice-json.jsonl', lines((row) => json(json(row))), /is JSON inside a text[^]*json.dumps/],
    ['twice-json.json', json(json(rows)), /is JSON inside a text/],
    ['module.js', `export default ${json(rows)};`, /is JavaScript around JSON/],
    ['callback.json', `callback(${json(rows)})`, /is JavaScript around JSON/],
    ['dump.sql', '-- MySQL dump 10.13\n--\n\nDROP TABLE IF EXISTS `t`;\n', /is a dump in SQL[^]*as CSV/],
    ['copy.sql', '--\n-- Dump\n--\n\nCOPY public.t (text, label) FROM stdin;\n', /is a dump in SQL/],
    [
      'table.md',
      `| text | label |\n|---|:--|\n${lines(({ text, label }) => `| ${text} | ${label} |`)}`,
      /as it is printed/,
    ],
    [
      'table.txt',
      ` text | label \n------+-------\n${lines(({ text, label }) => ` ${text} | ${label}`)}`,
      /as it is printed/,
    ],
    [
      'shell.json',
      lines((row, i) => json({ id: i, ...row }).replace(/"id":(\d+)/, '"id":ObjectId("$1")')),
      /ObjectId\(…\) is a value as MongoDB's shell prints it; write it with mongoexport[^]*line.* 1\b/,
    ],
    [
      'copy.jsonl',
      lines(({ text, label }) => json({ text: `${text} "x"`, label }).replaceAll('\\', '\\\\')),
      /a backslash stands twice before a quote, as PostgreSQL's COPY writes JSON/,
    ],
    ['keys.json', json({ train: rows, test: rows }), /holds rows under several keys \(train, test\)/],
    [
      'python.json',
      `[${rows.map(({ text }) => `{'text': '${text}', 'label': None}`).join(', ')}]`,
      /single quotes, as Python prints/,
    ],
    ['words.jsonl', lines(({ text }) => `{"text": "${text}", "ok": True}`), /True is Python, not JSON: write true/],
    ['names.jsonl', lines(({ text }) => `{text: "${text}"}`), /a name stands without quotes/],
    ['tabs.jsonl', lines(({ text }) => `{"text":"${text}\t"}`), /control character/],
    ['paths.jsonl', lines(({ text }) => `{"text":"C:\\dir ${text}"}`), /a backslash in a text is written twice/],
    ['cut.json', json(rows).slice(0, -20), /the JSON array is broken: .*never ends[^]*line 1\n/],
    [
      'cut-pretty.json',
      rows
        .map((row) => JSON.stringify(row, null, 2))
        .join('\n')
        .slice(0, -9),
      /never ends[^]*line 45\n/,
    ],
    ['cut.csv.gz', gzipSync(plain.repeat(50)).subarray(0, 100), /the gzip file is cut off/],
    [
      'open-quote.csv',
      plain.replace('Where is parcel 5', '"Where is parcel 5'),
      /a quote is opened and never closed[^]*line 7/,
    ],
    ['twice.csv', csv('text,label,text', ({ text, label }) => `${text},${label},x`), /the header names text twice/],
    ['utf16.csv', Buffer.from(`\ufeff${plain}`, 'utf16le').swap16(), /is UTF-16, not UTF-8[^]*iconv -f UTF-16/],
    ['header.csv', Buffer.from(plain.replace('label', 'größe'), 'latin1'), /the header is not UTF-8[^]*WINDOWS-1252/],
    ['page.csv', '<!DOCTYPE html><html></html>', /is an HTML page/],
    [
      'last-turn.jsonl',
      conversations((made) => ({ messages: turns(made).slice(0, 1) })),
      /the last turn is not the model's/,
    ],
    [
      'calls.jsonl',
      conversations((made) => ({ messages: [turns(made)[0], { role: 'assistant', tool_calls: [{}] }] })),
      /messages\[1\] has tool_calls/,
    ],
    [
      'dialogue.jsonl',
      conversations(({ text, label }) => ({
        chosen: `\n\nHuman: ${text}\n\nAssistant: ${label}`,
        rejected: 'Human: x',
      })),
      /chosen holds a dialogue in one text/,
    ],
    [
      'answers-alone.jsonl',
      conversations(({ label }, i) => ({
        custom_id: `${i}`,
        response: { status_code: 200, body: { choices: [{ message: { role: 'assistant', content: label } }] } },
      })),
      /a response without its request: join it/,
    ],
    [
      'two-answers.jsonl',
      conversations((made) => ({
        request: { messages: turns(made).slice(0, 1) },
        response: { choices: [{ message: turns(made)[1] }, { message: turns(made)[1] }] },
      })),
      /the response holds 2 answers: keep one/,
    ],
    [
      'exported-chats.jsonl',
      conversations(({ text }) => ({ title: 't', mapping: { a: { id: 'a', message: { content: text } } } })),
      /a tree of messages, as ChatGPT exports them/,
    ],
    [
      'blocks-of-images.jsonl',
      conversations(({ text }) => ({ messages: [{ role: 'user', content: [{ text, image: 'x' }] }] })),
      /messages\[0\].content\[0\] has image: only text can be trained on/,
    ],
    [
      'two-systems.jsonl',
      conversations((made) => ({ system: 'a', messages: [{ role: 'system', content: 'b' }, ...turns(made)] })),
      /two system prompts/,
    ],
    [
      'cells.csv',
      csv('id,messages', ({ text }, i) => `${i},"[{'role': 'user', 'content': '${text}'}]"`),
      /messages is not JSON: .*single quotes/,
    ],
  ])('%s', async (name, body, reason) => {
    const made = await initOf(name, body);
    expect(made.refused).toMatch(reason);
    expect(made.refused).not.toMatch(/\n {4}at |holds no rows|DuckDB/);
    const isConversation = /last-turn|calls|dialogue|answers|exported|blocks|two-systems|cells/.test(name);
    const checked = await validationOf(body, { ...made, schema: undefined }, isConversation);
    expect(checked.rows ?? []).toEqual([]);
    expect(checked.refused ?? checked.reasons!.join('\n')).toMatch(reason);
  });

  test.each([
    ['empty.csv', '', /is empty/],
    ['blanks.csv', ' \n\n', /holds nothing but blanks/],
    ['mark.csv', '\ufeff', /holds nothing but blanks/],
    ['nothing.csv.gz', gzipSync(''), /is empty once it is unpacked/],
    ['header.csv', 'text,label\n', /holds no rows/],
  ])('%s, which has no rows', async (name, body, reason) => {
    expect((await initOf(name, body)).refused).toMatch(reason);
  });
});

describe('a text in another encoding is never decoded, and named where its bytes tell', () => {
  // Three sentences each, as Python encodes them: 荷物はどこですか, 返金してください, 注文をキャンセルしたい …
  test.each([
    [
      'Shift_JIS',
      '89d795a882cd82c782b182c582b782a90a95d48be082b582c482ad82be82b382a20a928d95b682f0834c83838393835a838b82b582bd82a2',
    ],
    ['GB18030', 'ced2b5c4b0fcb9fcd4dac4c4c0ef0ac7ebcdcbbfee0aced2cfebc8a1cffbb6a9b5a5'],
    [
      'EUC-KR',
      'c1a620bcd2c6f7b4c220beeeb5f0bfa120c0d6b3aabfe40ac8afbad2c7d820c1d6bcbcbfe40ac1d6b9aec0bb20c3ebbcd2c7cfb0ed20bdcdbeeebfe4',
    ],
    ['Big5', 'a7daaabaa55dbb71a662adfeb8cc0abdd0b068b4da0aa7dab751a8faaef8ad71b3e6'],
    [
      'Windows-1251',
      'c3e4e520eceeff20efeef1fbebeae00ac2e5f0ede8f2e520e4e5edfce3e820efeee6e0ebf3e9f1f2e00ad5eef7f320eef2ece5ede8f2fc20e7e0eae0e7',
    ],
    [
      'KOI8-R',
      'e7c4c520cdcfd120d0cfd3d9cccbc10af7c5d2cec9d4c520c4c5ced8c7c920d0cfd6c1ccd5cad3d4c10ae8cfded520cfd4cdc5cec9d4d820dac1cbc1da',
    ],
    [
      'Windows-1253',
      'd0effd20e5dfede1e920f4ef20e4ddece120eceff50ac8ddebf920e5f0e9f3f4f1eff6de20f7f1e7ecdcf4f9ed0ac1eafdf1f9f3e720f0e1f1e1e3e3e5ebdfe1f2',
    ],
    [
      'Windows-1252',
      '4ff920657374206d6f6e20636f6c6973206172726976e90a52656d626f757273657a2d6d6f6920e0206c612062616e7175650a4a27616920e974e92064e9626974e9',
    ],
  ])('%s', async (encoding, hex) => {
    const sentences = hex.split('0a').map((each) => Buffer.from(each, 'hex'));
    const records = rows.flatMap(({ label }, i) => [sentences[i % 3]!, Buffer.from(` ${i},${label}\n`)]);
    const body = Buffer.concat([Buffer.from('text,label\n'), ...records]);
    const reason = `the text is not UTF-8, perhaps ${encoding}: save the file as UTF-8`;
    const { refused } = await initOf('encoded.csv', body);
    expect(refused).toMatch(reason);
    expect(refused).toMatch(`iconv -f ${encoding.toUpperCase()} -t UTF-8`);
    expect((await validationOf(body, { spec: {} })).reasons).toEqual([`${reason} (line 2)`]);
  });
});

describe('init says what is not trained on', () => {
  test.each<[what: string, body: string, said: RegExp]>([
    [
      'thoughts of a turn',
      conversations((made) => ({ messages: turns(made).map((turn) => ({ ...turn, reasoning_content: 'Well …' })) })),
      /^reasoning_content is left out, of 12 rows: the model learns the answer alone\.$/,
    ],
    [
      'thoughts beside the turns',
      conversations((made, i) => ({ messages: turns(made), thinking: i > 2 ? null : 'Well …' })),
      /^thinking is left out, of 3 rows/,
    ],
    [
      'rejected turns',
      conversations((made) => ({ chosen: turns(made), rejected: turns(made) })),
      /^rejected is left out, of 12 rows/,
    ],
    [
      'rejected texts',
      lines(({ text, label }, i) => json({ prompt: text, chosen: `${label} it, number ${i}`, rejected: `no ${i}` })),
      /^left_out.rejected is left out: the model learns the chosen answer alone\.$/,
    ],
  ])('%s', async (_, body, said) => {
    const { refused, said: printed } = await initOf('left-out.jsonl', body);
    expect(refused).toBeUndefined();
    expect(printed!.assumptions).toContainEqual(expect.stringMatching(said));
  });
});

test('a cell that says that there is no value is none', async () => {
  const body = csv('n,text,label', ({ text, label }, i) => `\\N,${i % 3 ? text : '\\N'},${label}`);
  const rowSchema = { required: ['text'], properties: { n: { type: ['integer', 'null'] }, text: { type: 'string' } } };
  const { rows: kept, reasons } = await validationOf(body, { schema: rowSchema as object, spec: {} });
  expect(kept).toHaveLength(8);
  expect(kept![0]).toEqual({ _row: 2, _line: 3, text: rows[1]!.text });
  expect(reasons).toEqual(['text is missing (line 2)']);
});

describe('a column of numbers never has one that was rounded', () => {
  const schema = { properties: { n: { type: 'number' }, id: { type: 'integer' }, text: { type: 'string' } } };

  test.each<[body: string, reasons: string[]]>([
    ['{"n":0.12345678901234567890}', ['n has too many digits to be kept exactly: make it a string (line 1)']],
    ['{"n":9007199254740993}', ['n is too large to be kept exactly: make it a string (line 1)']],
    ['{"n":1e400}', ['n is too large to be kept exactly: make it a string (line 1)']],
    ['{"id":9007199254740993}', ['id is too large to be kept exactly: make it a string (line 1)']],
    ['{"n":12345678901234567000,"text":"x"}', ['n is too large to be kept exactly: make it a string (line 1)']],
    ['n,text\n0.12345678901234567890,x\n', ['n has too many digits to be kept exactly: make it a string (line 2)']],
    ['n,text\n1e400,x\n', ['n is too large to be kept exactly: make it a string (line 2)']],
    ['id,text\n9007199254740993,x\n', ['id is too large to be kept exactly: make it a string (line 2)']],
    ['n,text\n0x10,x\n', ['n is not a number (line 2)']],
    ['n,text\n1.234,x\n', []],
    ...['"1,234.50"', '"1.234,50"', '$12 345.00', '1 234 €', '"3,5"'].map((cell): [string, string[]] => [
      `n,text\n${cell},x\n`,
      [
        'n has separators between its digits: write it without them, a point before decimals, or make it a string (line 2)',
      ],
    ]),
    ['n,text\nInfinity,x\n', ['n is not a number (line 2)']],
    ['{"n":0.30000000000000004}', []],
    ['{"n":1e22}', []],
    ['{"text":"12345678901234567890"}', []],
  ])('%j', async (body, reasons) => {
    expect((await validationOf(body, { schema, spec: {} })).reasons).toEqual(reasons);
  });
});

describe('a column of Parquet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-parquet-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function parquet(columns: string): Promise<Buffer> {
    const file = join(folder, 'rows.parquet');
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const texts = `'Where is parcel ' || i || ' now' AS text, ['ship', 'refund'][1 + i % 2] AS label`;
    await connection.run(`COPY (SELECT ${columns}, ${texts} FROM range(12) AS r(i)) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return readFileSync(file);
  }

  test.each<[columns: string, first: object]>([
    ['12345678901234567890.12::DECIMAL(38, 2) AS d', { d: '12345678901234567890.12' }],
    ['-0.05::DECIMAL(4, 2) AS d', { d: -0.05 }],
    ['[1.5::DECIMAL(20, 1)] AS d', { d: ['1.5'] }],
    [`{'a': 1.5::DECIMAL(20, 1), 't': TIME '01:02:03.5'} AS d`, { d: { a: '1.5', t: '01:02:03.5Z' } }],
    [`MAP {'k': 9007199254740993::BIGINT} AS d`, { d: { k: '9007199254740993' } }],
    ['18446744073709551615::UBIGINT AS d', { d: '18446744073709551615' }],
    ['[1::BIGINT, 9007199254740993] AS d', { d: [1, '9007199254740993'] }],
    [`TIMETZ '08:00:00+02' AS d`, { d: '06:00:00Z' }],
    [`TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS d`, { d: '2024-01-01T00:00:00.123456789Z' }],
    [`'infinity'::DATE AS d`, { d: 'infinity' }],
    [`'a'::ENUM('a', 'b') AS d`, { d: 'a' }],
    [`'\\xFF\\x00'::BLOB AS d`, { d: '/wA=' }],
    [`'plain'::BLOB AS d`, { d: 'plain' }],
    ["'nan'::DOUBLE AS d, '-inf'::FLOAT AS e", { d: 'NaN', e: '-Infinity' }],
  ])('%s', async (columns, first) => {
    const body = await parquet(columns);
    const made = await initOf('rows.parquet', body);
    const checked = await validationOf(body, made);
    expect(checked.reasons).toEqual([]);
    expect(checked.rows).toHaveLength(12);
    expect(checked.first).toMatchObject(first);
  });

  test.each<[columns: string, type: string, expected: unknown]>([
    ['1.5::DECIMAL(38, 1) AS d', 'number', 1.5],
    ['7::BIGINT AS d', 'string', '7'],
    ['1.5::DECIMAL(4, 1) AS d', 'string', '1.5'],
    ['9007199254740993::BIGINT AS d', 'integer', 'd is too large to be kept exactly: make it a string (line 1)'],
    ["'nan'::DOUBLE AS d", 'number', 'd is NaN: write null, or leave it out (line 1)'],
  ])('%s, declared %s, is %j', async (columns, type, expected) => {
    const schema = { properties: { d: { type }, text: {} } };
    const { first, reasons } = await validationOf(await parquet(columns), { schema, spec: {} });
    expect(first?.['d'] ?? reasons![0]).toEqual(expected);
  });

  test('that no one reads may hold anything', async () => {
    const body = await parquet(`INTERVAL 1 DAY AS iv, [INTERVAL 1 DAY] AS ivs, MAP {1.5::DECIMAL(20, 1): 1} AS m`);
    const { said, schema, spec } = await initOf('rows.parquet', body);
    expect(said!.unusable.map((text) => text.split(':')[0])).toEqual([
      'column iv of rows is of type INTERVAL, which cannot be read',
      'column ivs of rows is of type INTERVAL, which cannot be read',
      'column m of rows is of type MAP with keys that are no texts, which cannot be read',
    ]);
    expect((await validationOf(body, { schema, spec })).rows).toHaveLength(12);
  });
});
