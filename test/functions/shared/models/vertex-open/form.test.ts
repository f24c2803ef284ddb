import { expect, test } from '@jest/globals';
import * as openai from '../../../../../functions/shared/models/openai';
import * as open from '../../../../../functions/shared/models/vertex-open';
import * as vertex from '../../../../../functions/shared/models/vertex';

test('open models on Vertex AI read lines as OpenAI does, not as Gemini does', () => {
  const line = { system: 'none', hasHistory: false } as const;
  expect(open.form).toBe(openai.form);
  expect(open.form.lineInSql(line)).toMatch(/AS messages$/);
  expect(open.form.lineInSql(line)).not.toBe(vertex.form.lineInSql(line));
});
