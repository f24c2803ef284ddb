import { describe, expect, test } from '@jest/globals';
import { cellTable, fencedBlock, plainText, quotedText } from '../../../core/card/markdown';

describe('a page', () => {
  test.each([
    ['=HYPERLINK("http://evil","click")', String.raw`"=HYPERLINK(\\"http\://evil\\",\\"click\\")"`],
    ['<script>alert(1)</script>', String.raw`"\<script\>alert(1)\</script\>"`],
    ['a | b', String.raw`"a \| b"`],
    ['``` \n# head', String.raw`"\`\`\` \\n\# head"`],
    ['\u001b[31mred\u001b[0m', String.raw`"\\u001b\[31mred\\u001b\[0m"`],
    ['[a](javascript:x) ![b](c)', String.raw`"\[a\](javascript:x) !\[b\](c)"`],
    ['**b** _i_ ~~s~~ $m$ &amp; @someone', String.raw`"\*\*b\*\* \_i\_ \~\~s\~\~ \$m\$ \&amp; \@someone"`],
    ['www.evil.example', String.raw`"www\.evil.example"`],
    ['left\u202etfel\u2028', String.raw`"left\\u202etfel\\u2028"`],
    ['back\\slash', String.raw`"back\\\\slash"`],
  ])('shows %j as it is', (value, markdown) => {
    expect(quotedText(value)).toBe(markdown);
  });

  test('masks personal data and cuts long texts', () => {
    expect(quotedText('write to jane.doe@example.com')).toBe(String.raw`"write to j…\@…"`);
    expect(quotedText('x'.repeat(100), 10)).toBe('"xxxxxxxxxx…"');
  });

  test('breaks no line for a name that does', () => {
    expect(plainText('a\n\n# b\u0000')).toBe(String.raw`a\\n\\n\# b\\u0000`);
  });

  test('begins no cell as a formula', () => {
    expect(['=1+1', '+1', '-1', '@x'].map(plainText)).toEqual(['\\=1+1', '\\+1', '\\-1', '\\@x']);
  });

  test('leaves addresses of objects readable', () => {
    expect(plainText('gs://bucket/name.jsonl#1:2')).toBe(String.raw`gs://bucket/name.jsonl\#1:2`);
  });

  test('fences code with more backticks than are in it, and writes out what a terminal would obey', () => {
    expect(fencedBlock('sql', 'SELECT 1\n````\n\u001b[2J\t--\n')).toBe(
      '`````sql\nSELECT 1\n````\n\\u001b[2J\t--\n`````',
    );
  });

  test('has tables with figures to the right', () => {
    expect(
      cellTable([
        ['a', 'b', 'c'],
        ['x', '1,200', 'y'],
      ]),
    ).toBe('| a | b | c |\n| --- | --: | --- |\n| x | 1,200 | y |');
  });
});
