import { describe, expect, test } from '@jest/globals';
import { endLines, pipelinesTable, problemLines, removalLines, underWayLines } from '../../../cli/commands/pipelines';
import { loadCatalog } from '../../../catalog';
import { repositoryRoot } from '../../../core/root';
import type { PipelineState } from '../../../operations/pipelines/pipeline-states';
import type { Holdings } from '../../../cli/remove-pipeline';
import type { Production } from '../../../schemas/generated/types';
import { plain } from '../reports';
import { canary, undecided, waiting } from '../rollout-examples';
import { at } from '../runs';

const production = { candidate: 'lora-16', run: '20261123-3f9a2c1b', deployedAt: at(0) } as Production;
const states: PipelineState[] = [
  {
    name: 'email-summary',
    status: 'in production',
    sources: ['emails', 'customers'],
    production,
    lastRun: { run: '20261123-3f9a2c1b', status: 'deployed', createdAt: at(0) },
    waiting: [],
    retraining: [],
  },
  { name: 'old', status: 'removed', sources: [], waiting: [], retraining: [] },
];
const now = Date.parse(at(3 * 86_400));

test('a pipeline is a line: what serves it since when, and its last run', () => {
  expect(pipelinesTable(states, now).map((line) => plain(line).split('\t'))).toEqual([
    ['pipeline', 'status', 'model', 'since', 'last run', 'run status', 'sources'],
    ['email-summary', 'in production', 'lora-16', '3 days ago', '20261123-3f9a2c1b', 'deployed', 'emails, customers'],
    ['old', 'removed', '–', '–', '–', '–'],
  ]);
});

test.each([60, 80, 120])('lines keep within %d columns', (columns) => {
  for (const line of pipelinesTable(states, now, columns).map(plain)) expect(line.length).toBeLessThan(columns);
});

test('why a pipeline does not compile is said below the table, and what looks at it again', () => {
  const problems = [
    { file: 'pipelines/tickets/pipeline.yaml', line: 43, reason: 'there is no setting "retentionDay"' },
  ];
  const broken: PipelineState = {
    name: 'tickets',
    status: 'does not compile',
    sources: [],
    problems,
    waiting: [],
    retraining: [],
  };
  expect(problemLines([...states, broken]).flatMap((line) => plain(line).split('\n'))).toEqual([
    '',
    '  Problems     tickets: pipelines/tickets/pipeline.yaml:43: there is no setting "retentionDay"',
    '               corrected since? The next drop looks again: npx landfall drop tickets FILE…',
  ]);
  expect(problemLines(states)).toEqual([]);
});

test('until when the base in production answers stands below, with the day of its successor', () => {
  const served = {
    ...states[0]!,
    production: { ...production, base: 'gemini-3.1-flash-lite', serving: [{ endpoint: 'endpoints/1', share: 1 }] },
  };
  const catalog = loadCatalog(repositoryRoot());
  const site = { region: 'us-central1', on: new Date('2026-11-29') };
  expect(endLines([served, states[1]!], catalog, site).map(plain)).toEqual([
    '',
    '  Ends         email-summary: gemini-3.1-flash-lite until 7 May 2027 or later: successor planned for 7 March 2027',
  ]);
  expect(endLines(states, catalog, site)).toEqual([]);
});

describe('a pipeline with something under way', () => {
  const { beside, ...pointed } = canary;
  const [first, second] = [
    { ...states[0]!, waiting: [{ ...waiting, run: '20261124-0b7d11ac' }] },
    { ...states[0]!, name: 'banking-intents', production: { ...production, ...beside, canary: pointed } },
  ];

  test.each([80, undefined])('says so in its row, on a terminal and in a pipe (%s)', (columns) => {
    const rows = pipelinesTable([first, second, states[1]!], now, columns).map(plain);
    expect(rows[1]).toMatch(/^email-summary\s+waits for approval\s/);
    expect(rows[2]).toMatch(/^banking-intents\s+canary at 10 %\s/);
    expect(rows.filter((row) => row.length >= (columns ?? Infinity))).toEqual([]);
  });

  test('tells of a canary about which a person is asked, once', () => {
    const asked = { ...second, waiting: [{ ...undecided, run: canary.run }] };
    expect(plain(pipelinesTable([asked], now)[1]!)).toMatch(/^banking-intents\tcanary at 10 %, undecided\t/);
    expect(underWayLines([asked], Date.parse(at(780))).flatMap((line) => plain(line).split('\n'))).toEqual([
      '',
      '  Under way    banking-intents: canary lora-16, step 2 of 3, at 10 %, for 3 minutes; a person has been asked for 2 minutes',
      `               npx landfall approve ${canary.run}`,
      `               npx landfall reject ${canary.run} --reason WHY`,
    ]);
  });

  test('says below the table since when, and what to type', () => {
    expect(underWayLines([first, second], Date.parse(at(780))).flatMap((line) => plain(line).split('\n'))).toEqual([
      '',
      '  Under way    email-summary: lora-8 has waited 11 minutes for approval',
      '               npx landfall approve 20261124-0b7d11ac',
      '               npx landfall reject 20261124-0b7d11ac --reason WHY',
      '               banking-intents: canary lora-16, step 2 of 3, at 10 %, for 3 minutes',
      '               npx landfall rollback banking-intents   (ends the canary)',
    ]);
    expect(underWayLines(states, now)).toEqual([]);
  });
});

test('a removal says what goes and what stays, and how to do it', () => {
  const holdings: Holdings = {
    production,
    endpoints: ['projects/p/locations/us/endpoints/1'],
    files: ['staged/a/clean.jsonl'],
    tables: ['p.landfall_staging.s_a'],
    inFlight: [],
    runs: 2,
  };
  const lines = removalLines('email-summary', holdings, false).map(plain).join('\n');
  expect(lines).toContain('lora-16 of run 20261123-3f9a2c1b, which is in production: serve answers 404');
  expect(lines).toContain('endpoint projects/p/locations/us/endpoints/1');
  expect(lines).toContain('2 runs in the ledger');
  expect(lines).toContain('npx landfall pipelines remove email-summary --yes');
  const tables = Array.from({ length: 27 }, (_, i) => `p.landfall_staging.s_${i}`);
  expect(
    removalLines('email-summary', { ...holdings, tables }, false)
      .map(plain)
      .join('\n'),
  ).toContain('27 staging tables: p.landfall_staging.s_0, p.landfall_staging.s_1 and 25 more (--json names all)');
  expect(removalLines('email-summary', holdings, true).map(plain).join('\n')).not.toContain('--yes');
});
