/** What a run would be, before anything is started: its candidates, tokens, price, time, places, and what it could show. */
import type { BaseModel } from '../catalog';
import { candidatesOf, tunedCandidates } from '../core/candidates';
import { searchOf } from '../core/search/rungs';
import { monthOf, withoutRun } from '../core/spending';
import { chanceToSee, rowsToSee } from '../core/verdict/power';
import { gainOf } from '../core/verdict/terms';
import { nearestLocation } from '../core/vertex-locations';
import { billedTokensOf, type Price } from '../core/price';
import { outputOf } from '../core/stages';
import { ratioFor, tokenizedPairs } from '../core/token-ratios';
import { tokenCountsOf, workloadOf, type Workload } from '../core/workload';
import type { Configuration, Spending } from '../schemas/generated/types';
import { budgetOf, readSpending, type BudgetView } from '../operations/pipelines/budget';
import type { Cloud } from '../operations/cloud';
import { findEarlierBatch, type EarlierBatch } from '../operations/pipelines/earlier-batch';
import { OperationError, exitCodes } from '../operations/errors';
import { estimateWorkload } from './estimate';
import { createLedger, type Ledger } from '../operations/ledger/ledger';
import { priceWorkload } from './price';
import type { RunView } from '../operations/runs/run-view';

export interface Place {
  base: string;
  tunedIn?: string;
  servedIn?: string;
  /** Other locations that share its questions. */
  alsoAt?: string[] | undefined;
  /** Of a base that no candidate tunes: a service, or a location of Vertex AI. */
  askedAt?: string | undefined;
}

export interface Plan {
  pipeline: string;
  candidates: { id: string; kind: 'tuned' | 'prompted'; base: string; tokens: number; epochs: number }[];
  /** Tuning jobs that would be created. */
  jobs: number;
  trainingExamples: number;
  billedTokens: number;
  price: Price;
  /** What the tokens rest on, in words. */
  restsOn: string;
  budget: BudgetView;
  /** Of the longest tuning, by how long earlier ones took for each token; absent where no run has ended yet. */
  seconds?: number;
  /** Where each base is tuned and what is tuned on it is served, or where it is asked as it is, nearest to the deployment. */
  places: Place[];
  /** Absent while nobody knows how many examples are held out. */
  power?: { heldOut: number; gain: number; chance: number; rowsFor90?: number };
  /** Why the run would end before a job is created, each with the line that says so. */
  refused: string[];
}

/** Shares on which exactly one of two models is right, where nobody knows better. */
const discordance = 0.2;

/** @param files none: the last dataset version is gone by */
export async function planOf(cloud: Cloud, configuration: Configuration, files: { path: string }[]): Promise<Plan> {
  const ledger = createLedger(cloud);
  const { name } = configuration.pipeline;
  const earlier = await findEarlierBatch(ledger, name);
  const { workload, restsOn } = await workloadFrom(configuration, files, earlier);
  const month = monthOf({ createdAt: new Date(cloud.now()).toISOString() });
  return planned(configuration, cloud.status.region, {
    workload,
    restsOn,
    spending: await readSpending(ledger, name, month),
    ...(await timeFrom(ledger, workload, earlier)),
  });
}

/** Until a job has begun: then what it was to be is told by what it is. */
export const isBeforeJobs = ({ status, candidates }: RunView): boolean =>
  status === 'running' && candidates.every(({ state }) => state === 'waiting');

/**
 * What a run with a dataset version was to take and could show, by its own tokens. Undefined before the version.
 * @param isWhole with what else its month has spent, and the pace of runs before it, all of which are looked through
 */
export async function planOfRun(cloud: Cloud, view: RunView, isWhole = isBeforeJobs(view)): Promise<Plan | undefined> {
  const { record, versioned, findings } = view;
  const { configuration, pipeline, run } = record;
  const { card } = findings;
  if (!configuration || !card || card.statistics.length === 0) return undefined;
  const ledger = createLedger(cloud);
  const tokenRatios = versioned?.tokenRatios;
  const workload = workloadOf(configuration, tokenCountsOf(card), tokenRatios);
  const restsOn = `as transform counted them, ${countedBy(configuration, { card, tokenRatios })}`;
  if (!isWhole) return planned(configuration, cloud.status.region, { workload, restsOn });
  const spending = await readSpending(ledger, pipeline, monthOf(record));
  return planned(configuration, cloud.status.region, {
    workload,
    restsOn,
    ...(spending && { spending: withoutRun(spending, run) }),
    ...(await timeFrom(ledger, workload, await findEarlierBatch(ledger, pipeline, run))),
  });
}

interface Basis {
  workload: Workload;
  restsOn: string;
  /** Of the month, without what is planned. */
  spending?: Spending | undefined;
  seconds?: number;
}

function planned(configuration: Configuration, region: string, basis: Basis): Plan {
  const { workload, restsOn, spending, seconds } = basis;
  const budget = budgetOf(configuration, workload, spending);
  const billedTokens = workload.candidates.reduce((sum, each) => sum + billedTokensOf(each), 0);
  return {
    pipeline: configuration.pipeline.name,
    candidates: workload.candidates.map((each) => ({
      id: each.id,
      kind: each.kind,
      base: each.base,
      tokens: each.training.promptTokens + each.training.targetTokens,
      epochs: each.epochs,
    })),
    jobs: jobsOf(configuration),
    trainingExamples: workload.candidates[0]?.training.examples ?? 0,
    billedTokens,
    price: priceWorkload(configuration, workload),
    restsOn,
    budget,
    ...(seconds !== undefined && { seconds }),
    places: placesOf(configuration, region),
    ...powerOf(configuration, workload),
    refused: refusals(configuration, billedTokens, budget),
  };
}

async function workloadFrom(configuration: Configuration, files: { path: string }[], earlier?: EarlierBatch) {
  if (files.length > 0) return estimateWorkload(configuration, files, earlier);
  if (earlier)
    return {
      workload: workloadOf(configuration, tokenCountsOf(earlier.card), earlier.tokenRatios),
      restsOn: `as transform counted them in version ${earlier.card.version}, ${countedBy(configuration, earlier)}`,
    };
  const { name } = configuration.pipeline;
  throw new OperationError(`The pipeline ${name} has no dataset version yet.`, {
    exitCode: exitCodes.usage,
    why: 'without files a plan goes by the last one',
    next: `npx landfall plan ${name} FILE…`,
  });
}

const jobsOf = (configuration: Configuration): number => {
  const tuned = tunedCandidates(configuration).length;
  return searchOf(configuration).reduce((sum, rung) => sum + (rung?.candidates ?? tuned), 0);
};

/** How sure the tokens are, in words. */
function countedBy(
  configuration: Configuration,
  { card: { train: examples }, tokenRatios = [] }: Pick<EarlierBatch, 'card' | 'tokenRatios'>,
): string {
  const pairs = tokenizedPairs(configuration);
  const found = pairs.map(({ base, prompt }) => ratioFor(tokenRatios, base, prompt));
  const [least] = found.toSorted((a, b) => (b?.error ?? 1) - (a?.error ?? 1));
  if (!least || found.includes(undefined)) return "and the catalog's average of the tokenizer";
  const within = least.examples < examples ? `: within ${(196 * least.error).toFixed(1)} % in 95 of 100` : '';
  return `and the models' own tokenizers, asked about ${least.examples} of ${examples} examples${within}`;
}

async function timeFrom(ledger: Ledger, workload: Workload, earlier?: EarlierBatch): Promise<{ seconds?: number }> {
  if (!earlier?.record.configuration) return {};
  const reader = await ledger.openRun({ pipeline: earlier.record.pipeline, run: earlier.record.run });
  const tuned = outputOf(await reader.readResults(), 'watch')?.data.candidates ?? [];
  const before = workloadOf(earlier.record.configuration, tokenCountsOf(earlier.card), earlier.tokenRatios).candidates;
  const paces = tuned.flatMap(({ id, seconds }) => {
    const load = before.find((each) => each.id === id);
    return load && seconds !== undefined && billedTokensOf(load) > 0 ? [seconds / billedTokensOf(load)] : [];
  });
  if (paces.length === 0) return {};
  const longest = Math.max(0, ...workload.candidates.map(billedTokensOf));
  return { seconds: Math.max(...paces) * longest };
}

function placesOf(configuration: Configuration, region: string): Place[] {
  const tuned = new Set(tunedCandidates(configuration).map(({ base }) => base));
  const { alsoAt } = configuration.pipeline.deployment;
  const bases = [...new Set(candidatesOf(configuration).map(({ base }) => base))];
  return bases.map((base) => {
    const model = (configuration.baseModels[base] ?? {}) as Partial<BaseModel>;
    const nearest = (locations: string[] = []) => nearestLocation(locations, region);
    const others = alsoAt && { alsoAt };
    if (!tuned.has(base)) return { base, askedAt: model.service?.title ?? nearest(model.servingLocations), ...others };
    const [tunedIn, servedIn] = [model.tuningRegions, model.tunedServingLocations].map(nearest);
    return { base, ...(tunedIn && { tunedIn }), ...(servedIn && { servedIn }), ...others };
  });
}

/** Of right or wrong answers, at the gate's own level, shared by the candidates. */
function powerOf({ pipeline }: Configuration, { base, candidates }: Workload): Pick<Plan, 'power'> {
  if (!base) return {};
  const { gate } = pipeline.deployment;
  const { margin, level } = gate;
  const gain = gainOf(gate);
  const heldOut = Math.min(base.heldOut.examples, pipeline.evaluation.maximumExamples);
  const aim = { gain, margin, level: level / candidates.length };
  const spread = { discordance: Math.max(discordance, gain) };
  return {
    power: { heldOut, gain, chance: chanceToSee(spread, heldOut, aim), rowsFor90: rowsToSee(spread, 0.9, aim) },
  };
}

function refusals({ pipeline }: Configuration, billedTokens: number, { run, month, used, held }: BudgetView): string[] {
  const { maximumTokens } = pipeline.tuning;
  const file = `pipelines/${pipeline.name}/pipeline.yaml`;
  return [
    ...(billedTokens > maximumTokens ? [`${file}, tuning.maximumTokens: ${maximumTokens} tokens`] : []),
    ...(held > run ? [`${file}, tuning.budget.run: $${run}`] : []),
    ...(used + held > month ? [`${file}, tuning.budget.month: $${month}, of which $${used.toFixed(2)} are used`] : []),
  ];
}
