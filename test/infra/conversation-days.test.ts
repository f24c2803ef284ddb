import { expect, test } from '@jest/globals';
import type { Compiled } from '../../compiler/compile';
import { conversationDays } from '../../infra/conversation-days';

test('each pipeline that keeps conversations has a rule of its own for how long, by what their names end with', () => {
  const keeping = (serving?: object) =>
    ({ configuration: { pipeline: { serving } }, warnings: [] }) as unknown as Compiled;
  const compiled = new Map([
    ['mail', keeping({ history: { days: 7 } })],
    ['mail-2', keeping({ history: { days: 30 } })],
    ['forgetful', keeping()],
    ['broken', { problems: [] }],
  ]);
  expect(conversationDays(compiled)).toEqual({ '.mail.json': 7, '.mail-2.json': 30 });
});
