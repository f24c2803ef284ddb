import { afterEach, expect, test } from '@jest/globals';
import { rollbackLines } from '../../../cli/commands/rollback';
import { deploymentIn } from '../../../core/canary/rollout';
import example from '../../../schemas/examples/production.json';
import type { Production } from '../../../schemas/generated/types';
import { plain } from '../reports';

const to = deploymentIn(example as Production);
const from = { ...to, run: '20261130-77aa01ce', candidate: 'lora-16' };
const how = { by: 'ada@example.com (git config user.email)', seconds: 1.12 };
const told = (wasCanary: boolean, isEndpointKnown = true): string[] =>
  rollbackLines('email-summary', { from, to, wasCanary, isEndpointKnown }, how).flatMap((line) =>
    plain(line).split('\n'),
  );

const { columns } = process.stdout;
afterEach(() => {
  process.stdout.columns = columns;
});

test('going back says what is production again, of when, that its prompt came back, and how long it took', () => {
  expect(told(false)).toEqual([
    '  ✔ lora-8 of 23 November 2026 (run 20261123-3f9a2c1b) is production of email-summary again (was: lora-16 of run 20261130-77aa01ce). Its prompt came back with it. 1.1 s',
    '',
    '  Serving      requests follow within two seconds',
    '  On record    by ada@example.com (git config user.email); see its run',
    '  Next         npx landfall run 20261130-77aa01ce',
    '               npx landfall pipelines',
  ]);
});

test('the end of a canary says who has all requests again', () => {
  expect(told(true)[0]).toContain(
    'has all requests of email-summary again; the canary was lora-16 of run 20261130-77aa01ce. 1.1 s',
  );
  expect(told(true).join('\n')).toContain('its run ends with that, within a minute');
});

test('an endpoint that could not be asked about is told', () => {
  expect(told(false, false).join('\n')).toContain('Vertex AI did not say in time whether its endpoint is there');
});

test('what is told keeps within 80 columns', () => {
  process.stdout.columns = 80;
  for (const line of [...told(true, false), ...told(false)]) expect(line.length).toBeLessThan(80);
});
