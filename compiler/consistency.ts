/** What a schema cannot say about a pipeline.yaml: that its parts fit each other, the folder and the catalog. */
import type { Rule } from '../core/checks';
import { definitionOf, metricName, metricProblem, metricsOf, type MetricEntry } from '../core/metrics';
import type { Problem } from '../core/problem';
import type { SourceFile, ValuePath } from './source-file';
import type { BaseModel } from '../catalog';
import { judgeBase, usableBases, type Deployment } from './bases';
import { namedBasesOf } from './candidates';
import { isPreference } from '../core/candidates';
import { expandCandidates, foreignSettings } from './grid';
import type { PipelineSpec } from '../schemas/generated/types';

type Complain = (path: ValuePath, reason: string) => void;

export interface ConsistencyContext {
  folder: string;
  catalog: Record<string, BaseModel>;
  deployment: Deployment;
  source: SourceFile;
  file: string;
}

/** Checks a pipeline.yaml that its schema has found good. */
export function checkConsistency(spec: PipelineSpec, context: ConsistencyContext): Problem[] {
  const problems: Problem[] = [];
  const complain: Complain = (path, reason) => {
    problems.push({ file: context.file, line: context.source.lineOf(path), reason });
  };

  if (spec.name !== context.folder) {
    complain(['name'], `name is ${JSON.stringify(spec.name)} but the folder is ${JSON.stringify(context.folder)}`);
  }
  checkBases(spec, context, complain);
  checkCandidates(spec, context, complain);
  checkCheckpoints(spec, complain);
  checkSearch(spec, context.catalog, complain);
  checkProviders(spec, context.catalog, complain);
  checkJudges(spec, context.catalog, complain);
  checkRules(spec, complain);
  checkSplit(spec, context.source, complain);
  checkMetrics(spec, complain);
  checkSteps(spec, complain);
  return problems;
}

type Places = Pick<ConsistencyContext, 'catalog' | 'deployment'>;

function checkBases(spec: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  for (const { base: id, path, purpose } of namedBasesOf(spec)) {
    const base = catalog[id];
    if (!base) {
      const usable = usableBases(catalog, deployment, purpose).map((each) => each.id);
      const can = purpose === 'tuning' ? 'tunable are' : 'there are';
      complain(path, `base model ${JSON.stringify(id)} is not in the catalog; ${can} ${usable.join(', ')}`);
      continue;
    }
    const { standing, reason } = judgeBase(base, catalog, deployment, purpose);
    if (standing === 'unfit' || standing === 'closed') complain(path, reason);
  }
}

/** Entries say nothing that their kind has no use for, and come to candidates with names of their own that their bases take. */
function checkCandidates(spec: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  const { candidates, notes } = expandCandidates(spec);
  for (const { path, reason } of notes) complain(path, reason);
  for (const [index, entry] of spec.tuning.candidates.entries()) {
    const path = ['tuning', 'candidates', index];
    for (const setting of foreignSettings[entry.kind])
      if (entry[setting] !== undefined)
        complain([...path, setting], `${entry.id} is a ${entry.kind} candidate, which has no ${setting}`);
    const own = [entry.adapterSize ?? []].flat();
    const bases = [entry.base].flat().flatMap((id) => catalog[id] ?? []);
    for (const base of bases) {
      if (entry.kind !== 'tuned' || judgeBase(base, catalog, deployment).standing === 'unfit') continue;
      const complainOf = (setting: string, reason: string) => complain([...path, setting], reason);
      if (base.openWeights) checkOpen(base.id, entry, complainOf);
      checkPreference(base, entry, catalog, complainOf);
      if (base.adapterSizes.length === 0) {
        if (own.length > 0)
          complain([...path, 'adapterSize'], `the adapter size of ${base.id} is its provider's to choose`);
        continue;
      }
      const illegal = (own.length > 0 ? own : [8]).filter((size) => !base.adapterSizes.includes(size));
      if (illegal.length > 0)
        complain(
          [...path, 'adapterSize'],
          `${base.id} is tuned with adapter sizes ${base.adapterSizes.join(', ')}, not ${illegal.join(', ')}`,
        );
    }
  }
  const ids = candidates.map(({ id }) => id);
  for (const id of new Set(ids.filter((each, place) => ids.indexOf(each) < place))) {
    const index = spec.tuning.candidates.findLastIndex((entry) => id.startsWith(entry.id));
    complain(['tuning', 'candidates', index, 'id'], `there are two candidates ${JSON.stringify(id)}`);
  }
}

/** Preferences are learnt by few bases, and told by a beta that nothing else has. */
function checkPreference(
  base: BaseModel,
  entry: PipelineSpec['tuning']['candidates'][number],
  catalog: Record<string, BaseModel>,
  complain: (setting: string, reason: string) => void,
): void {
  if (!isPreference(entry)) {
    if (entry.beta !== undefined)
      complain('beta', `${entry.id} learns no preferences: say method: preference beside beta`);
    return;
  }
  if (base.preferenceTuning) return;
  const able = Object.values(catalog)
    .filter(({ provider, preferenceTuning }) => provider === base.provider && preferenceTuning)
    .map(({ id }) => id);
  const others = able.length > 0 ? `: take ${able.join(' or ')}, which does` : ', and no base of its provider does';
  const why = whyNoPreference[base.provider];
  complain('method', `${base.id} learns no preferences${why === undefined ? others : `: ${why}`}`);
}

const whyNoPreference: Record<string, string> = {
  'vertex-open': 'Vertex AI tunes open weights by targets alone',
  'openai-compatible':
    "Landfall does not offer OpenAI's preference tuning, which is closed to all from 6 January 2027 as its other self-serve tuning is",
};

/** Vertex AI tunes open weights at a rate of its own, and was seen to tell no loss on a validation split. */
function checkOpen(
  base: string,
  { learningRateMultiplier, checkpoints }: PipelineSpec['tuning']['candidates'][number],
  complain: (setting: string, reason: string) => void,
): void {
  if (learningRateMultiplier !== undefined)
    complain('learningRateMultiplier', `the rate at which ${base} learns is its provider's to choose`);
  if (checkpoints === 'best')
    complain(
      'checkpoints',
      `the best checkpoint is told by the loss on a validation split, which the tuner of ${base} was seen to keep to itself: take last, or all`,
    );
}

/** The best checkpoint is the one of the lowest loss on a validation split. */
function checkCheckpoints({ tuning, training }: PipelineSpec, complain: Complain): void {
  if (hasValidation(training)) return;
  for (const [index, { id, checkpoints }] of tuning.candidates.entries())
    if (checkpoints === 'best')
      complain(
        ['tuning', 'candidates', index, 'checkpoints'],
        `the best checkpoint of ${id} is told by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1`,
      );
}

const hasValidation = ({ split: { column, validationShare } }: PipelineSpec['training']): boolean =>
  column !== undefined || validationShare > 0;

/** Halving ranks candidates by what the tuner measures on a validation split, rung by rung of the epochs that all have. */
function checkSearch(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const { tuning, training } = spec;
  if (tuning.strategy !== 'halving') return;
  if (!hasValidation(training))
    complain(
      ['tuning', 'strategy'],
      'halving decides by the loss on a validation split, and there is none: give the tuner one, as with training.split.validationShare: 0.1',
    );
  for (const { base, path, purpose } of namedBasesOf(spec))
    if (purpose === 'tuning' && catalog[base]?.openWeights)
      complain(
        path,
        `halving decides by the loss on a validation split, which the tuner of ${base} was seen to keep to itself: take strategy: all`,
      );
  const tuned = expandCandidates(spec).candidates.filter((each) => each.kind === 'tuned');
  // The losses of both are told, and those of preferences go by beta.
  const measures = new Set(tuned.map((each) => (isPreference(each) ? `beta ${each.beta}` : 'targets')));
  if (measures.size > 1)
    complain(
      ['tuning', 'strategy'],
      `halving compares losses, and those of ${[...measures].join(', of ')} are not of the same thing: give all candidates the same method and beta, or take strategy: all`,
    );
  const epochs = [...new Set(tuned.map((each) => each.epochs))].toSorted((a, b) => a - b);
  if (epochs.length > 1)
    complain(
      ['tuning', 'strategy'],
      `halving goes through the epochs of all candidates together, and they have ${epochs.join(', ')}: give all the same`,
    );
}

/** A canary only ever gets more: who has had it goes on seeing it. */
function checkSteps({ deployment }: PipelineSpec, complain: Complain): void {
  for (const [index, share] of deployment.rollout.steps.entries()) {
    const before = deployment.rollout.steps[index - 1];
    if (before === undefined || share > before) continue;
    complain(
      ['deployment', 'rollout', 'steps', index],
      share === 0
        ? 'a share of 0, where the candidate answers unseen, can only be the first step'
        : `a step to ${share} after one of ${before}: each step gives the candidate more than the one before`,
    );
  }
}

/** Every metric can be made, has a name of its own, and the gate's is one that scores each answer, more being better, or is made of counts. */
function checkMetrics({ evaluation, deployment }: PipelineSpec, complain: Complain): void {
  for (const [index, entry] of evaluation.metrics.entries()) {
    const path = ['evaluation', 'metrics', index];
    const problem = metricProblem(entry);
    if (problem !== undefined) complain(path, problem);
    if (evaluation.metrics.findIndex((other) => metricName(other) === metricName(entry)) < index)
      complain(
        path,
        `there are two metrics ${metricName(entry)}: give one a name of its own, as in { metric: …, name: … }`,
      );
  }
  checkSlices({ evaluation, deployment }, complain);
  const { metric } = deployment.gate;
  const asked = evaluation.metrics.find((entry) => metricName(entry) === metric);
  const at = ['deployment', 'gate', 'metric'];
  if (asked === undefined) complain(at, `the gate asks for ${metric}, which evaluation.metrics does not measure`);
  else if (definitionOf(asked).better !== 'higher')
    complain(at, `the gate asks for ${metric}, of which more is not better`);
  else if (deployment.gate.margin > 0 && isOfAll(asked))
    complain(
      ['deployment', 'gate', 'margin'],
      `the gate asks for ${metric} with a margin, which nobody can test of what only all answers together have: leave the margin out, or ask for accuracy`,
    );
}

function checkSlices(
  { evaluation, deployment }: Pick<PipelineSpec, 'evaluation' | 'deployment'>,
  complain: Complain,
): void {
  const { noSliceWorse, metric } = deployment.gate;
  if (noSliceWorse === undefined) return;
  const at = ['deployment', 'gate', 'noSliceWorse'];
  if (evaluation.slices === undefined)
    complain(at, 'the gate asks about slices, and evaluation.slices names no column');
  const asked = evaluation.metrics.find((entry) => metricName(entry) === metric);
  if (noSliceWorse > 0 && asked !== undefined && isOfAll(asked))
    complain(
      at,
      `the gate asks for ${metric}, of which nobody can test that it is worse by more than so much: ask for 0, or for accuracy`,
    );
}

const isOfAll = (entry: MetricEntry): boolean =>
  metricProblem(entry) === undefined && metricsOf([entry])[0]!.counting !== undefined;

/** Who is asked for a model: one of several services that speak alike, by its own name. */
const providerOf = (model?: BaseModel): string | undefined => model?.service?.name ?? model?.provider;

/** A run trains all of its candidates in one place, with one form of its files; what is asked as it is may be anywhere. */
function checkProviders(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const tuned = namedBasesOf(spec).filter(({ purpose }) => purpose === 'tuning');
  const first = tuned.map(({ base }) => providerOf(catalog[base])).find(Boolean);
  for (const { base, path } of tuned) {
    const provider = providerOf(catalog[base]);
    if (provider === undefined || provider === first) continue;
    complain(
      path,
      `${base} is of ${provider}, and the candidates tuned before it of ${first}: all that are tuned are of one provider`,
    );
  }
}

/** A judge, as whatever is asked as it is, may be of any provider. */
function checkJudges(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const { evaluation } = spec;
  for (const [index, entry] of evaluation.metrics.entries()) {
    if (typeof entry === 'string' || entry.judge === undefined) continue;
    const path = ['evaluation', 'metrics', index, 'judge'];
    if (!catalog[entry.judge]) complain(path, `the judge ${entry.judge} is not in the catalog`);
  }
}

/** Shares leave something to train on; a column that says the split leaves them nothing to say. */
function checkSplit({ training }: PipelineSpec, source: SourceFile, complain: Complain): void {
  const { column, evaluationShare, validationShare } = training.split;
  const at = (setting: string) => ['training', 'split', setting];
  if (column !== undefined) {
    for (const setting of ['evaluationShare', 'validationShare', 'stratifyBy'].filter((each) => source.has(at(each)))) {
      complain(at(setting), `the split is the one that the column ${column} says: ${setting} has no say in it`);
    }
  } else if (evaluationShare + validationShare >= 1) {
    complain(
      at('validationShare'),
      `the evaluation share ${evaluationShare} and the validation share ${validationShare} leave nothing to train on`,
    );
  }
}

/** failAbove is the second limit of a check that only warns at its first. */
function checkRules({ validation }: PipelineSpec, complain: Complain): void {
  const rules: [string, Rule][] = Object.entries(validation.checks);
  for (const [name, { level, threshold, failAbove }] of rules) {
    const path = ['validation', 'checks', name, 'failAbove'];
    if (failAbove === undefined) continue;
    if (level !== 'warn') {
      const already = level === 'fail' ? `fails above its threshold, ${threshold}, already` : 'is off';
      complain(path, `${name} ${already}: failAbove is for level warn`);
    } else if (failAbove < threshold) {
      complain(path, `${name} fails above ${failAbove} but warns only above ${threshold}: failAbove is the larger one`);
    }
  }
}
