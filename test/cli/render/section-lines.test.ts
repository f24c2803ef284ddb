import { expect, test } from '@jest/globals';
import { sectionLines } from '../../../cli/render/section-lines';
import { runSections } from '../../../cli/run-sections';
import { deriveRun } from '../../../operations/runs/run-view';
import type { Findings } from '../../../operations/ledger/ledger';
import { ended, record } from '../runs';
import { check, plain, staged, validationReport } from '../reports';

/** What is told of the data. */
const shown = (findings: Findings): string[] => {
  const view = deriveRun({ record, results: new Map(), findings }, 0);
  const sections = runSections(view, { ask: '' }, 0).filter(({ kind }) =>
    ['rows', 'quarantine', 'checks'].includes(kind),
  );
  return sectionLines(sections).flatMap((paragraph) => plain(paragraph).split('\n'));
};

const csv = staged({
  uri: 'gs://landing/email-summary/monday/customers.csv.gz',
  format: 'csv',
  compression: 'gzip',
  rows: 300,
  quarantined: 0,
  quarantineUri: undefined,
  reasons: [],
  bytes: 18_000,
});

test('a run without reports has nothing to show', () => expect(shown({})).toEqual([]));

test('each object is told as it was read, then what was put aside of it, then the checks of both stages', () => {
  const validate = validationReport({ objects: [staged(), csv], checks: [check({ reason: 'unique' })] });
  const transform = validationReport({ stage: 'transform', objects: undefined, checks: [check({ name: 'leakage' })] });
  expect(shown({ validate, transform })).toEqual([
    '  Read         emails.jsonl       JSONL       1,189 rows · 11 quarantined · 394 KB',
    '               customers.csv.gz   CSV, gzip   300 rows · 17.6 KB',
    '  Quarantine   11 rows of emails.jsonl',
    '                 11  summary is missing (lines 17, 88, 203 …)',
    '               gs://landfall-local-artifacts/quarantine/email-summary/20261123-3f9a2c1b/emails.jsonl',
    '  Checks       ✔ uniqueness of emails   unique',
    "               ✔ leakage of emails      4 of 1,189 examples (0.3 %) repeat another's prompt and target",
  ]);
});

test('of very many objects the first are shown and the others counted', () => {
  const objects = Array.from({ length: 1000 }, (_, i) =>
    staged({ uri: `gs://landing/p/b/emails/part-${i}.jsonl`, form: 'openai' }),
  );
  const lines = shown({ validate: validationReport({ objects, checks: [] }) });
  expect(lines.length).toBeLessThan(100);
  expect(lines[0]).toContain('emails/part-0.jsonl    JSONL, OpenAI messages');
  expect(lines[20]).toContain('and 980 more objects');
  expect(lines.at(-1)).toContain('and rows of 980 more objects');
});

test('names and reasons from data pass on nothing that would steer a terminal or forge a line', () => {
  const evil = '\u001b]0;x\u0007\n  ✔ fine\u2066';
  const object = staged({
    uri: `gs://landing/p/b/${evil}`,
    quarantineUri: `gs://a/${evil}`,
    reasons: [{ reason: evil, count: 1, rows: [1], lines: [1] }],
  });
  for (const line of shown({ validate: validationReport({ objects: [object], checks: [] }) })) {
    expect(line).not.toMatch(/[\p{Cc}\u2066]/u);
    expect(line).not.toMatch(/^\s*✔ fine/);
  }
});

test('a refusal says why, and what to change, within the terminal', () => {
  const reasons = [
    'lora-8: rougeL 1 against 1 of production: no model can gain 0.05 over it, as 1 is the most there is',
  ];
  const fix = 'set deployment.gate.minimumGain of pipeline.yaml to 0: a model that is as good is deployed too';
  const deploy = ended('deploy', 82, 83, 'deployment.refused', { reasons, fix });
  const view = deriveRun({ record, results: new Map([['deploy', deploy]]) }, 0);
  const sections = runSections(view, { ask: '' }).filter(({ kind }) => kind === 'ending');
  const lines = sectionLines(sections, 60).flatMap((paragraph) => plain(paragraph).split('\n'));
  expect(lines.slice(1)).toEqual([
    '✖ No candidate was deployed; production stays as it was.',
    '  Why    lora-8: rougeL 1 against 1 of production: no model',
    '         can gain 0.05 over it, as 1 is the most there is',
    '  Next   set deployment.gate.minimumGain of pipeline.yaml to',
    '         0: a model that is as good is deployed too',
    '         drop the batch again, as above',
  ]);
});
