import { describe, expect, test } from '@jest/globals';
import { readCsvHeader } from '../../../formats/text/csv-header';

const read = (text: string, more: Parameters<typeof readCsvHeader>[2] = {}) =>
  readCsvHeader({ bytes: Buffer.from(text), isWhole: true }, 'rows.csv', more);

describe('above the header stands', () => {
  test.each<[what: string, text: string, header: string[], line: number]>([
    ['a title, and a blank line', 'Tickets\n\nid,text\n1,a\n2,b\n', ['id', 'text'], 3],
    ['a title of words', 'Tickets export 2026\nid,text\n1,a\n2,b\n', ['id', 'text'], 2],
    ['a title in a spreadsheet', 'Tickets,,\n,,\nid,text,label\n1,a,x\n2,b,y\n', ['id', 'text', 'label'], 3],
    ['a quoted title with a delimiter', '"Tickets, 2026"\n\nid,text,label\n1,a,x\n', ['id', 'text', 'label'], 3],
    ['what a report is of', 'From:,1 May\nTo:,2 May\n\nid,text,label\n1,a,x\n', ['id', 'text', 'label'], 4],
    ['comments', '# by a tool, v1.2, nightly\n#\n// see below\nid,text\n1,a\n', ['id', 'text'], 4],
    ['a title, of rows with blanks beside bars', 'Export of May\n\ntext | label\na | b\nc | d\n', ['text', 'label'], 3],
    ['a title, of rows behind semicolons', 'Export of May\n\nid;text\n1;a, b\n2;c, d\n', ['id', 'text'], 3],
  ])('%s', (_, text, header, line) => {
    expect(read(text)).toMatchObject({ header, headerLine: line });
  });

  test.each<[what: string, text: string, header: string[]]>([
    ['whose first name begins with #', '#id,text\n1,a\n2,b\n', ['#id', 'text']],
    ['of one column, whose rows hold commas', 'full name\nDoe, John\nRoe, Jane\nPoe, Ann\n', ['full name']],
    ['that has no name for the index', ',text\n0,a b\n1,c d\n', ['', 'text']],
    ['narrower than its rows', 'id,text\n7,a,x\n8,b,y\n', ['id', 'text']],
    ['of the only line', '# text\n', ['# text']],
    ['with a name for no column', 'text,\na b,c\nd e,f\n', ['text', '']],
  ])('nothing of a header %s', (_, text, header) => {
    expect(read(text)).toMatchObject({ header, headerLine: 1 });
  });

  test('nothing where the row schema describes a column of the first line', () => {
    const rowSchema = { properties: { 'Tickets of May': {} } };
    const text = 'Tickets of May\na,b\nc,d\ne,f\n';
    expect(read(text, { rowSchema })).toMatchObject({ header: ['Tickets of May'] });
    expect(read(text)).toMatchObject({ header: ['a', 'b'], headerLine: 2 });
  });
});
