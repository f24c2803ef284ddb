import { describe, expect, test } from '@jest/globals';
import { geminiContents } from '../../../../../core/models/gemini';
import { form } from '../../../../../functions/shared/models/vertex/form';

describe("Gemini's form", () => {
  test('holds a system instruction beside the turns, when there is one', () => {
    const turns = [
      { role: 'user' as const, text: 'Hi' },
      { role: 'model' as const, text: 'Hello' },
    ];
    const contents = [
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Hello' }] },
    ];
    expect(geminiContents({ turns })).toEqual({ contents });
    const systemInstruction = { role: 'system', parts: [{ text: 'Be brief.' }] };
    expect(JSON.stringify(geminiContents({ system: 'Be brief.', turns }))).toBe(
      JSON.stringify({ systemInstruction, contents }),
    );
  });

  test('has in its SQL a system instruction and earlier turns only when there are any', () => {
    const line = (system: 'none' | 'text' | 'maybe', hasHistory: boolean) =>
      form.lineInSql({ system, hasHistory }).replace(/\s+/g, ' ');
    expect(line('none', false)).toMatch(/^\[ STRUCT\('user' AS role, .*\] AS contents$/);
    expect(line('text', false)).toMatch(/^STRUCT\('system' AS role, .* AS systemInstruction, \[/);
    expect(line('maybe', false)).toMatch(/^IF\(system_prompt = '', NULL, STRUCT\(.* AS systemInstruction, \[/);
    expect(line('none', true)).toMatch(/^ARRAY_CONCAT\(ARRAY\(.*\), \[.*\]\) AS contents$/);
  });

  test('counts what a line has beside its texts', () => {
    const line =
      '{"systemInstruction":{"role":"system","parts":[{"text":""}]},"contents":[{"role":"user","parts":[{"text":""}]},{"role":"model","parts":[{"text":""}]}]}\n';
    expect(form.lineBytes).toBe(line.length);
  });
});
