import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadModelPrices } from '../../../catalog/prices';
import { priceParagraph, runPriceText } from '../../../cli/render/price-lines';
import { deriveRun } from '../../../operations/runs/run-view';
import { priceOf } from '../../../core/price';
import { check, datasetCard, plain, validationReport } from '../reports';
import { record, wholeRun } from '../runs';

const prices = loadModelPrices(join(__dirname, '../../..'));
const training = { examples: 1000, promptTokens: 80_000, targetTokens: 16_000 };
const lines = (text = ''): string[] => plain(text).split('\n');
const told = (bases: string[]): string[] => {
  const tuned = { kind: 'tuned' as const, epochs: 3, training };
  const candidates = bases.map((base, i) => ({ ...tuned, id: `lora-${i + 1}`, base }));
  return lines(priceParagraph('Tuning', priceOf({ candidates, judges: [] }, prices), 'by estimate'));
};

test('each candidate is tokens times epochs times price, with their sum, source and day', () => {
  const text = told(['gemini-3.1-flash-lite', 'gemini-3.5-flash']);
  expect(text.slice(0, 3)).toEqual([
    '  Tuning       $0.86  lora-1 on gemini-3.1-flash-lite: 96,000 tokens × 3 epochs × $3.00 per million',
    '               $2.88  lora-2 on gemini-3.5-flash: 96,000 tokens × 3 epochs × $10.00 per million',
    '               $3.74  all candidates',
  ]);
  expect(text.slice(3).join(' ').replaceAll(/\s+/g, ' ')).toMatch(
    /Tokens: by estimate\. Prices: https:\/\/cloud\.google\.com\/\S+, as of 2026-\d\d-\d\d/,
  );
});

test('a price that was not found is said to be, beside what a similar model costs, and no sum pretends to hold all', () => {
  const text = told(['gemini-3.5-flash-lite', 'gemini-3.5-flash']).join(' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    'price not known lora-1 on gemini-3.5-flash-lite: 96,000 tokens × 3 epochs ($0.86 at the $3.00 per million of gemini-3.1-flash-lite)',
  );
  expect(text).not.toContain('all candidates');
});

test('what needs a machine is told by its hour, and an evaluation takes each candidate’s', () => {
  const load = { kind: 'tuned' as const, base: 'gemma-4-26b-a4b-it', epochs: 3, training };
  const base = { base: load.base, heldOut: { examples: 100, promptTokens: 8000, targetTokens: 1600 } };
  const workload = { candidates: [{ ...load, id: 'open' }], base, judges: [], machineHours: 1.5 };
  const text = lines(priceParagraph('Tuning', priceOf(workload, prices), 'by estimate'));
  expect(text.slice(0, 3)).toEqual([
    '  Tuning       price not known  open on gemma-4-26b-a4b-it: 96,000 tokens × 3 epochs',
    '               $8.67  evaluation: 100 held-out examples by base and candidates, 200 answers',
    '               $5.78  serving: an hour that the machine is awake of what is tuned on gemma-4-26b-a4b-it',
  ]);
});

test('an evaluation that searches says what of it is searches', () => {
  const base = { base: 'gemini-3.5-flash-lite', heldOut: { examples: 100, promptTokens: 8000, targetTokens: 1600 } };
  const price = priceOf({ candidates: [], base, judges: [], search: { googleSearch: {} } }, prices);
  expect(lines(priceParagraph('Price', price, 'by estimate')).join('\n')).toContain(
    '$1.40  of it searching, at a query for each answer: a model may take more',
  );
});

test('a month of what the model in production is asked to tell it from another is told, at most', () => {
  const price = {
    ...priceOf({ candidates: [], judges: [] }, prices),
    probing: [{ base: 'gemini-3.5-flash', month: 2 }],
  };
  expect(lines(priceParagraph('Price', price, 'by estimate')).join('\n')).toContain(
    '$2.00  monitoring: at most, a month of probes of what answers on gemini-3.5-flash',
  );
});

test('the model of this machine costs nothing, and no list price is named', () => {
  expect(told(['landfall-tiny'])).toEqual([
    '  Tuning       $0  lora-1 on landfall-tiny: 96,000 tokens × 3 epochs: tuned on this machine',
    '               (tokens: by estimate)',
  ]);
});

test('a run tells what was left out of the figures since another model answers in the base’s name', () => {
  const base = 'gemini-3.5-flash-lite';
  const baseModels = { [base]: { answeredBy: 'landfall-tiny' } };
  const answered = { ...record, configuration: { ...record.configuration!, baseModels } };
  const long = check({ name: 'tokensPerExample', subject: base, outcome: 'warned', count: 80, total: 400 });
  const findings = { card: datasetCard(), transform: { ...validationReport(), checks: [long] } };
  const results = new Map(Object.entries(wholeRun).slice(0, 2));
  const text = (of: typeof record) =>
    plain(runPriceText(deriveRun({ record: of, results, findings }, 0))!).replaceAll(/\s+/g, ' ');
  expect(text(answered)).toContain(', without the 80 examples that only landfall-tiny cannot read');
  expect(text(record)).not.toContain('cannot read');
});

test('a run tells the price once transform has counted its tokens, which is before tuning', () => {
  const before = deriveRun({ record, results: new Map([['validate', wholeRun.validate]]) }, 0);
  expect(runPriceText(before)).toBeUndefined();
  const results = new Map(Object.entries(wholeRun).slice(0, 2));
  const counted = deriveRun({ record, results, findings: { card: datasetCard() } }, 0);
  const text = plain(runPriceText(counted)!).replaceAll(/\s+/g, ' ');
  expect(text).toContain('lora-8 on gemini-3.5-flash-lite: 99,200 tokens × 3 epochs');
  // 118 held-out examples by the base and two candidates: (50,000 × $0.33 + 50,000 × $2.75) ÷ 1,000,000 × (1 + 1.5 + 1.5).
  expect(text).toContain('$0.62 evaluation: 118 held-out examples by base and candidates, 354 answers');
});
