import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionLines } from '../../cli/render/section-lines';
import { outcomeSections } from '../../cli/run-sections';
import { deriveRun } from '../../operations/runs/run-view';
import { repositoryRoot } from '../../core/root';
import type { StageResult } from '../../schemas/generated/types';
import { plain } from './reports';
import { ended, record } from './runs';
import sample from './sample-evaluated.json';

/** Columns of the terminal that the README shows. */
const columns = 100;

const stdout = process.stdout as { columns?: number };
beforeAll(() => {
  stdout.columns = columns;
});
afterAll(() => {
  delete stdout.columns;
});

test('the README shows the end of npm start as it is printed, with the figures of a run of the sample', () => {
  const deploy = ended('deploy', 0, 1, 'endpoint.deployed', { champion: 'lora-16', endpoint: 'e' });
  const results = new Map([sample as StageResult, deploy].map((result) => [result.stage, result]));
  const sections = outcomeSections(deriveRun({ record, results }, 0), { ask: '' }, false);
  const told = sections.filter(({ kind }) => kind === 'metrics' || kind === 'verdict');
  const printed = plain(sectionLines(told, columns).join('\n'));
  expect(readFileSync(join(repositoryRoot(), 'README.md'), 'utf8')).toContain(`\`\`\`${printed}\n\`\`\`\n`);
});
