/** A quarter to rehearse: the example's pipeline on made bases of known prices and ends. */
import { loadCatalog, type BaseModel } from '../../../catalog';
import type { Rehearsed } from '../../../core/rehearsal/rehearse';
import { repositoryRoot } from '../../../core/root';
import type { RetrainingSpec, TunedCandidate } from '../../../schemas/generated/types';
import { exampleRun } from '../../functions/fakes';

const model = loadCatalog(repositoryRoot())['gemini-3.1-flash-lite']!;
const price = { currency: 'USD', input: 1, output: 10, tunedFactor: 1, training: 10 };

/** @param closesOn of its answers, YYYY-MM-DD; tuning closes a month earlier */
export const base = (id: string, closesOn: string, more: Partial<BaseModel> = {}): BaseModel => ({
  ...model,
  id,
  price,
  tokenizing: { bytesPerToken: 4, tokensPerTurn: 0 },
  successors: [],
  lifecycle: [{ action: 'inference', closesOn, source: 'https://example.com', asOf: '2026-11-01' }],
  ...more,
});

const tuned: Omit<TunedCandidate, 'base'> = {
  id: 'lora-8',
  kind: 'tuned',
  prompt: 'prompt.yaml',
  adapterSize: 8,
  epochs: 3,
  learningRateMultiplier: 1,
  checkpoints: 'last',
};

/** A thousand requests a day of one row: a thousand tokens in, a hundred out, so that each costs $0.002. */
export function rehearsed(
  retraining: Partial<RetrainingSpec>,
  change: Partial<Rehearsed> = {},
  bases: BaseModel[] = [base('a-1', '2030-01-01')],
): Rehearsed {
  const { configuration } = exampleRun((own) => {
    own.pipeline.retraining = { mode: 'auto', cooldownDays: 7, ...retraining };
    own.pipeline.training.curated = { from: ['corrected', 'rated'], maximumShare: 0.2, maximumPerUser: 20, days: 90 };
    own.pipeline.tuning.budget = { run: 50, month: 200 };
    own.candidates = [{ ...tuned, base: bases[0]!.id }];
    own.baseModels = Object.fromEntries(bases.map((each) => [each.id, each])) as unknown as typeof own.baseModels;
  });
  return {
    configuration,
    region: 'us-central1',
    from: new Date('2026-12-01'),
    weeks: 13,
    seed: '1',
    traffic: { rows: [{ asked: 4_000, answered: 400, votes: {} }], requestsPerWeek: 7_000 },
    ratedShare: 0.01,
    betterShare: 1,
    prices: Object.fromEntries(bases.map(({ id }) => [id, { amount: 10, unpriced: [] }])),
    spent: 0,
    ends: [],
    ...change,
  };
}
