import { expect, test } from '@jest/globals';
import { evidenceOf } from '../../../operations/runs/evidence';
import { modelCard } from '../../../cli/render/model-card';
import { deriveRun } from '../../../operations/runs/run-view';
import { verdictText } from '../../../core/verdict/words';
import type { EvaluatedExample, StageResult } from '../../../schemas/generated/types';
import { datasetCard } from '../reports';
import { approval, atGate, passed, waiting } from '../rollout-examples';
import { comparisons, ended, record, wholeRun } from '../runs';

const metrics = { base: { rougeL: 0.11 }, 'lora-16': { rougeL: 0.7 } };
const evaluate = ended('evaluate', 61, 81, 'model.evaluated', {
  examples: 118,
  metrics,
  intervals: { base: { rougeL: [0.09, 0.13] }, 'lora-16': { rougeL: [0.66, 0.74] } },
  candidates: [],
  comparisons,
  allowance: { level: 0.05 },
  reportUri: 'gs://a/r',
});
const deploy = ended('deploy', 82, 83, 'endpoint.deployed', {
  champion: 'lora-16',
  endpoint: 'projects/p/endpoints/1',
});
const results = new Map<string, StageResult>(
  [...Object.values(wholeRun), evaluate, deploy].map((result) => [result.stage, result]),
);

const example = (line: number, said: string, score: number): EvaluatedExample => ({
  line,
  prompt: said,
  target: said,
  answers: { 'lora-16': { outcome: 'answered', text: said, finishReason: 'STOP', scores: { rougeL: score } } },
});

const cardOf = (said = 'text', ask = "npx landfall ask email-summary 'Hi'"): string => {
  const view = deriveRun({ record, results, findings: { card: datasetCard() } }, 0);
  const evidence = evidenceOf([example(3, said, 0.1), example(4, said, 1), example(5, said, 0.4)], 'lora-16', 'rougeL');
  return modelCard(view, { evidence, ask });
};

test('a model card says what was made, of what, how good it is, where it fails, and how to ask it', () => {
  const card = cardOf();
  expect(card.match(/^#+ .*$/gm)).toEqual([
    '# lora-16 of email-summary',
    '## Model',
    '## Data',
    '## Metrics',
    '## Verdicts',
    '## Known failures',
    '## Price',
    '## Lineage',
    '## How to ask it',
  ]);
  expect(card).toMatch(
    /^\| \*\*lora-16\*\* \| tuned \| gemini-3\.5-flash-lite \| prompt\.yaml \| 8 \| 3 \| 1 \| last \| in production since this run \|$/m,
  );
  expect(card).toMatch(/^\| ROUGE-L \| 0\.11 ± 0\.02 \| 0\.70 ± 0\.04 \|$/m);
  expect(card.match(/^- Line .*$/gm)).toEqual(['- Line 3, ROUGE-L 0.10', '- Line 5, ROUGE-L 0.40']);
  expect(card).toContain("```\nnpx landfall ask email-summary 'Hi'\n```");
});

test('every verdict stands in it, the losses too', () => {
  for (const comparison of comparisons) expect(cardOf()).toContain(`- ${verdictText(comparison)}`);
});

test.each(['<script>x</script>', '| a | b |', '# title\n# title', '**b** [l](http://x) `c`', '\u001b[31m'])(
  'of %j in data nothing is markup',
  (evil) => {
    const lines = cardOf(evil, `npx landfall ask p '${'```'}'`).split('\n');
    const told = lines.filter((line) => /^ {2}- (Asked|Should be|Was): /.test(line));
    expect(told).toHaveLength(6);
    for (const line of told) expect(line.replace(/^ {2}- /, '')).not.toMatch(/(?<!\\)[<>|*[\]`#]|\p{Cc}/u);
    expect(lines.filter((line) => line === '````')).toHaveLength(2);
  },
);

test('who approved it and how its canary went stand in it, where there was one', () => {
  const deploy = ended('deploy', 900, 901, 'endpoint.deployed', { champion: 'lora-16', endpoint: 'e' });
  const card = modelCard(atGate({ waiting, approval, verdicts: [passed] }, deploy), { ask: '' });
  expect(card).toContain('## Rollout\n\n- approved by ada@example.com on 2026-11-23 08:01:30 UTC: read fifty\n');
  expect(card).toMatch(/^- step 1 of 3, unseen, passed on 2026-11-23 08:10:00 UTC: 1 of 140 bad/m);
});
