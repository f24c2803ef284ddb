/** What a schema cannot say about a pipeline.yaml: that its parts fit each other, the folder and the catalog. */
import type { BaseModel } from '../catalog';
import type { Rule } from '../core/checks';
import { definitionOf, metricName, metricProblem, metricsOf, type MetricEntry } from '../core/metrics';
import type { Problem } from '../core/problem';
import type { SourceFile } from './source-file';
import { judgeBase, usableBases } from '../core/bases';
import { allBasesOf } from './candidates';
import { checkReplicas } from './replica-checks';
import { checkSearch } from './search-checks';
import { checkTuning, type Complain, type Places } from './tuning-checks';
import type { PipelineSpec } from '../schemas/generated/types';

export interface ConsistencyContext extends Places {
  folder: string;
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
  checkTuning(spec, context, complain);
  checkJudges(spec, context.catalog, complain);
  checkSummary(spec, context, complain);
  checkRules(spec, complain);
  checkSplit(spec, context.source, complain);
  checkMetrics(spec, complain);
  checkSteps(spec, complain);
  checkOutcomes(spec, complain);
  checkScreening(spec, context.catalog, complain);
  checkSearch(spec, context, complain);
  checkReplicas(spec, context, complain);
  return problems;
}

function checkBases(spec: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  for (const { base: id, path, purpose } of allBasesOf(spec)) {
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

/** What nobody would screen is not to look screened. */
function checkScreening(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  for (const key of ['safety', 'modelArmor'] as const) {
    if (!spec.generation[key]) continue;
    const other = allBasesOf(spec).find(({ base }) => catalog[base] && catalog[base].provider !== 'vertex');
    if (!other) continue;
    complain(
      ['generation', key],
      `${other.base} is asked of ${catalog[other.base]!.provider}, which knows nothing of it: only models of Vertex AI are screened so`,
    );
  }
}

/** What is said in an answer's place is said at the end: no step comes after it. */
function checkOutcomes({ serving }: PipelineSpec, complain: Complain): void {
  for (const [outcome, steps] of Object.entries(serving.outcomes)) {
    const last = steps.findIndex(({ refuse }) => refuse !== undefined);
    if (last < 0 || last === steps.length - 1) continue;
    complain(['serving', 'outcomes', outcome, last + 1], 'a step after refuse, which is the last: nobody comes to it');
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

/** A judge, as whatever is asked as it is, may be of any provider. */
function checkJudges(spec: PipelineSpec, catalog: Record<string, BaseModel>, complain: Complain): void {
  const { evaluation } = spec;
  for (const [index, entry] of evaluation.metrics.entries()) {
    if (typeof entry === 'string' || entry.judge === undefined) continue;
    const path = ['evaluation', 'metrics', index, 'judge'];
    if (!catalog[entry.judge]) complain(path, `the judge ${entry.judge} is not in the catalog`);
  }
}

/** Who sums up is asked for as long as the model serves, and so has to be open. */
function checkSummary({ serving }: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  const { model } = serving?.history?.summary ?? {};
  if (model === undefined) return;
  const base = catalog[model];
  const judged = base && judgeBase(base, catalog, deployment, 'answers');
  const path = ['serving', 'history', 'summary', 'model'];
  if (!judged) complain(path, `base model ${JSON.stringify(model)} is not in the catalog`);
  else if (judged.standing === 'unfit' || judged.standing === 'closed') complain(path, judged.reason);
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
