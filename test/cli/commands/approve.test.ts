import { afterEach, expect, test } from '@jest/globals';
import { main } from '../../../cli';
import { decisionLines } from '../../../cli/commands/approve';
import { plain } from '../reports';

const key = { pipeline: 'email-summary', run: '20261123-3f9a2c1b' };
const waiting = { for: 'approval' as const, champion: 'lora-8', since: '2026-11-23T08:01:30.000Z', because: [] };
const by = 'ada@example.com (git config user.email)';
const told = (decision: 'approved' | 'rejected', reason?: string): string[] =>
  decisionLines(key, waiting, { decision, by, reason }).flatMap((line) => plain(line).split('\n'));

const { columns } = process.stdout;
afterEach(() => {
  process.stdout.columns = columns;
});

test('an approval says of what, by whom, how that is known, and what follows when', () => {
  expect(told('approved', 'read fifty answers')).toEqual([
    '  Approved     lora-8 of run 20261123-3f9a2c1b of email-summary, by ada@example.com (git config user.email): read fifty answers',
    '  Goes on      within a minute: it is judged against what is in production by then, and deployed, by the steps of its rollout',
    '  Next         npx landfall run 20261123-3f9a2c1b --watch',
  ]);
});

test('an approval of a canary says what follows of it', () => {
  const [, follows] = decisionLines(key, { ...waiting, for: 'canary' }, { decision: 'approved', by }).map(plain);
  expect(follows).toBe(
    '  Goes on      within a minute: it passes a step a minute, and is production after the last, unless its answers are shown to be worse',
  );
});

test('what is told keeps within 80 columns', () => {
  process.stdout.columns = 80;
  for (const line of [...told('approved'), ...told('rejected', 'a long reason '.repeat(9))])
    expect(line.length).toBeLessThan(80);
});

test.each([[['reject', key.run]], [['reject', key.run, '--reason', ' ']], [['approve', key.run, '--reason', '']]])(
  '%j is refused: a rejection has a reason, and none is empty',
  async (line) => expect(await main(line)).toBe(2),
);
