/** What is wrong with the examples of a dataset version: everything that the pipeline asks for, measured and judged by its rules. */
import type { Check, DatasetCard, PipelineSpec } from '../../../schemas/generated/types';
import { isOn, judge, type Measurement } from '../../../core/checks';
import { preferenceCandidates } from '../../../core/candidates';
import { generationFor } from '../../../core/models/question';
import { parsePrompt } from '../../../core/prompt';
import { trainingFormOf } from '../../shared/models/providers';
import type { TokenRatio } from '../../../core/token-ratios';
import { together } from '../../../core/together';
import { monthOf } from '../../../core/spending';
import { neededBy } from '../../shared/spending/needed';
import { tokenCountsOf, workloadOf, type Workload } from '../../../core/workload';
import { countVariants } from './variants';
import type { TransformContext } from '../context';
import { exampleChecks, ruleOf, type ExampleCheck } from './example-checks';
import { findFeatures, findHistogram, findSizes } from './features';
import { find } from './findings';
import type { Looked, Version } from './looked-at';
import type { Figures } from './measurements';
import { checkLimits, checkPairLimits } from './model-limits';
import { checkPairs } from './preference-pairs';
import { checkProbe, probedBefore } from './probe';
import { recordQuarantine } from './quarantine';
import { limitedModels } from '../version/long-examples';
import { countPairs } from '../version/pairs';
import { findLongExamples } from './token-limits';
import { checkTrainingTokens } from './training-tokens';
import { checkTuningPrice } from './tuning-price';
import { versionWorkload } from './version-workload';

/** Every check of the version that this run makes, the base models' rules included. */
export async function checkExamples(
  version: Version,
  ratios: Promise<TokenRatio[]>,
  context: TransformContext,
): Promise<Check[]> {
  const checks = await measureChecks(exampleChecks, version, ratios, context);
  const { policy } = context.configuration.pipeline.validation.personalData;
  const personalData = checks.find(({ name }) => name === 'personalData');
  if (policy === 'quarantine' && personalData && personalData.count > 0) await recordQuarantine(context);
  return checks;
}

/**
 * The checks of a version that exists already, under the rules of this run. What its table tells is measured anew; near
 * duplicates, leaks and personal data are as the run that made it has measured them.
 * @param isThere its table, which may have been removed since
 */
export async function checkAgain(
  card: DatasetCard,
  { isThere, ratios }: { isThere: boolean; ratios: Promise<TokenRatio[]> },
  context: TransformContext,
): Promise<Check[]> {
  const { pipeline } = context.configuration;
  const { table: dataset, version, sources } = card;
  const measurable = exampleChecks.filter(({ reads }) => !reads);
  const anew = isThere ? await measureChecks(measurable, { version, dataset, sources }, ratios, context) : [];
  const checks = exampleChecks.flatMap((check) => {
    const isIt = ({ name, subject }: Check) => name === check.name && subject === undefined;
    const measured = anew.find(isIt) ?? card.checks.find(isIt);
    return measured ? judged(check, measured, pipeline) : [];
  });
  const { configuration } = context;
  // By the card, so that the limits hold even when the version's table is gone.
  const workload = workloadOf(configuration, tokenCountsOf(card), await ratios);
  const probed = isThere ? anew.filter(({ name }) => name === 'probe') : probedBefore(card.checks, context);
  const paired = checkPairs(card.preference, pipeline);
  return [
    ...checks,
    ...paired,
    ...probed,
    ...(await spendingChecks(workload, version, context)),
    ...anew.filter(isOfModel),
  ];
}

/** The rules of base models have the model for their subject. */
const isOfModel = ({ subject }: Check) => subject !== undefined;

/** What tuning and evaluation would be billed for, held against what the pipeline allows and its other runs have left. */
async function spendingChecks(workload: Workload, dataset: string, { run, deps, configuration }: TransformContext) {
  const spending = await deps.ledger.findSpending(run.pipeline, monthOf(run));
  const needed = neededBy(run, workload, dataset, workload.candidates);
  return [
    checkTrainingTokens(workload, configuration),
    ...checkTuningPrice(needed, { run, workload, spending: spending?.value }),
  ];
}

/** In the order of a report: the checks that are on, the limit of what tuning may cost, and the rules of the base models, model by model. */
async function measureChecks(
  checks: ExampleCheck[],
  version: Version,
  ratios: Promise<TokenRatio[]>,
  context: TransformContext,
): Promise<Check[]> {
  const { configuration } = context;
  const { pipeline } = configuration;
  const { dataset } = version;
  const features = await findFeatures(dataset, context);
  const models = limitedModels(configuration);
  const looked = { ...version, features, histogram: findHistogram(dataset, context), ratios };
  const asked = checks.filter((check) => isOn(ruleOf(check, pipeline)));
  const [figures, sizes, tokens, variants, pairs, counted, probed] = await together([
    together(asked.map((check) => measure(check, looked, context))),
    findSizes(dataset, context),
    findLongExamples(models, looked, context),
    countVariants(dataset, context),
    countPairs(dataset, context),
    ratios,
    checkProbe(version, context),
    looked.histogram,
  ]);
  const checked = asked.flatMap((check, at) => judged(check, { name: check.name, ...figures[at]! }, pipeline));
  const workload = versionWorkload({ sizes, variants, pairs, ratios: counted }, configuration);
  const { lineBytes } = trainingFormOf(configuration);
  const learning = new Set(preferenceCandidates(configuration).map(({ base }) => base));
  return [
    ...checked,
    ...checkPairs(pairs, pipeline),
    ...probed,
    ...(await spendingChecks(workload, version.version, context)),
    ...checkLimits(models, { sizes, tokens, lineBytes }, pipeline),
    ...(pairs
      ? checkPairLimits(
          models.filter(({ id }) => learning.has(id)),
          pairs,
          lineBytes,
        )
      : []),
  ];
}

async function measure(check: ExampleCheck, looked: Looked, context: TransformContext): Promise<Figures> {
  if (check.file === undefined) return check.measure(looked, context);
  const { dataset, features } = looked;
  const { pipeline: written, prompt } = context.configuration;
  const pipeline = { ...written, generation: generationFor(parsePrompt(prompt), written) };
  const tables = Object.fromEntries((check.reads ?? []).map((step) => [step, context.steps.tableOf(step)]));
  const question = { dataset, tables: { features, ...tables }, params: await check.params?.(pipeline, looked) };
  const [finding] = await find(check.file, question, context);
  return check.measure(finding!, pipeline);
}

/** None for a check that is off. */
function judged(check: ExampleCheck, measurement: Measurement, pipeline: PipelineSpec): Check[] {
  const rule = ruleOf(check, pipeline);
  return isOn(rule) ? [judge(rule, { ...measurement, bound: check.bound })] : [];
}
