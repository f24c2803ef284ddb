import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../../../../core/models/openai';
import { form } from '../../../../../functions/shared/models/openai/form';

describe("OpenAI's form", () => {
  test('is a list of messages, of which the first may be of the system', () => {
    const turns = [
      { role: 'user' as const, text: 'Hi' },
      { role: 'model' as const, text: 'Hello' },
    ];
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ];
    expect(messagesOf({ turns })).toEqual(messages);
    expect(messagesOf({ system: 'Be brief.', turns })).toEqual([{ role: 'system', content: 'Be brief.' }, ...messages]);
  });

  test('has in its SQL a system message and earlier turns only when there are any', () => {
    const line = (system: 'none' | 'text' | 'maybe', hasHistory: boolean) =>
      form.lineInSql({ system, hasHistory }).replace(/\s+/g, ' ');
    expect(line('none', false)).toMatch(/^\[ STRUCT\('user' AS role, .*\] AS messages$/);
    expect(line('text', false)).toMatch(/^ARRAY_CONCAT\(\[STRUCT\('system' AS role, .*\], \[.*\]\) AS messages$/);
    expect(line('maybe', true)).toMatch(/^ARRAY_CONCAT\(IF\(system_prompt = '', \[\], \[.*\]\), ARRAY\(.*\), \[/);
  });

  test('counts what a line has beside its texts', () => {
    const line =
      '{"messages":[{"role":"system","content":""},{"role":"user","content":""},{"role":"assistant","content":""}]}\n';
    expect(form.lineBytes).toBe(line.length);
  });
});
