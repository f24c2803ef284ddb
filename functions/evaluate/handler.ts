/** evaluate: the base, every tuned candidate and production answer the same held-out examples, are measured alike, and compared in pairs. */
import { reportPath } from '../../core/ledger-layout';
import { wornOut } from '../../core/verdict/history';
import type { EventData, EvaluationReport } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import { isNaive } from '../../core/naive';
import { portion } from '../../core/wording';
import type { Output } from '../../core/stages';
import type { Examined, Subject } from '../shared/evaluation/subjects';
import { frozenModel } from '../shared/models/provider';
import { withPurse } from '../shared/spending/purse';
import { configurationOf } from '../shared/stage/ledger';
import type { StageContext } from '../shared/stage/stage';
import type { Answered } from './answers';
import { settleEvaluation } from './bill';
import type { EvaluateContext, EvaluateDeps } from './context';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import { heldOutSet } from './held-out';
import { lookAt, type Seen } from './look-at';
import { isLast, looksOf } from './looks';
import { measurementsOf } from './measurements';
import { emptyAnswers, noLabelAnswers, unscoredAnswers } from './measurable';
import { openPredictionRows } from './prediction-rows';
import { summarize, writeReport } from './report';
import { savedBy } from './savings';
import { compareSlices } from './slices';
import { examinable, type Examinable } from './subjects';

type Finished = EventData['landfall.tuning.finished.v1'];
type Evaluated = Output<'landfall.model.evaluated.v1'> | undefined;

export const evaluate = (finished: Finished, context: StageContext<EvaluateDeps>): Promise<Evaluated> =>
  withPurse(context.run, context.deps, (purse) => evaluateAll(finished, { ...context, purse }));

async function evaluateAll({ candidates }: Finished, context: EvaluateContext): Promise<Evaluated> {
  const { run, deps, log, signal } = context;
  const { ledger, objects } = deps;
  const configuration = configurationOf(run);
  const { pipeline } = configuration;

  const dataset = (await ledger.findOutput(run, 'transform'))?.data;
  if (!dataset) throw new PermanentError(`the run ${run.run} has no dataset to evaluate on`);
  const asked = examinable(candidates, configuration, deps.generationOf(configuration));
  if (asked.length === 0) throw new PermanentError('no candidate has an endpoint to ask');
  const all = await heldOutSet(dataset, context);
  const seen = await lookUntilClear(asked, all, context);
  if (!seen) return undefined;
  const { look, examination, comparisons, answers, judgements } = seen;
  const { subjects, answered, production, allowance } = examination;
  const { unmeasured } = answered;
  const { heldOut } = look;
  const { examples, labels } = heldOut;

  const { metrics, intervals, scored } = summarize(answers, pipeline.evaluation.metrics);
  const measurements = measurementsBySubject(subjects, answers);
  const unscored = countOf(unscoredAnswers, answers);
  const noLabel = countOf(noLabelAnswers, answers);
  for (const [name, missing] of Object.entries(unscored))
    log.warning(
      `${name} could not be asked ${portion(missing, examples.places.length, 'example')}: none is compared on them`,
    );

  const slices = findSlices(seen, { run, log });
  const worn = wornOut(allowance);
  if (worn !== undefined) log.warning(worn);
  const looks = savedBy(look, measurements, batchFactors(subjects, answers));
  const risked = { level: allowance.level, ...(worn !== undefined && { wornOut: worn }) };

  const reportUri = ledger.artifactUri(reportPath(run, 'evaluate'));
  const names = { pipeline: run.pipeline, run: run.run };
  const head = {
    ...names,
    dataset: dataset.version,
    subjects: described(subjects, answered, labels.length > 0),
    maximumEmptyShare: pipeline.evaluation.maximumEmptyShare,
    maximumUnscoredShare: pipeline.evaluation.maximumUnscoredShare,
    scored,
    metrics,
    intervals,
    measurements,
    comparisons,
    ...slices,
    ...(judgements.length > 0 && { judgements }),
    ...(looks && { looks }),
    allowance: risked,
  };
  const rows = openPredictionRows(
    { dataset: dataset.version, subjects: [...subjects, ...answered.rivals], known: heldOut.known },
    context,
  );
  const world = { objects, signal, parts: ledger.parts(run, 'evaluate') };
  await writeReport(reportUri, head, { examples, answers }, world, (example) => rows.add(example));
  await rows.load();
  await context.purse.close();
  await settleEvaluation(subjects, answered, judgements, context);
  return {
    type: 'landfall.model.evaluated.v1',
    data: {
      ...names,
      examples: scored,
      ...(Object.keys(unscored).length > 0 && { unscored }),
      ...(Object.keys(noLabel).length > 0 && { noLabel }),
      metrics,
      intervals,
      measurements,
      comparisons,
      ...slices,
      ...(judgements.length > 0 && { judgements }),
      ...(looks && { looks }),
      allowance: risked,
      candidates: asked,
      ...(Object.keys(unmeasured).length > 0 && { unmeasured: reasonsOf(unmeasured) }),
      ...(answers['production'] && { production: production!.value.run }),
      reportUri,
    },
  };
}

/** What was seen at the look at which the gate's answer was clear, or at the last one; undefined when the time was up before. */
async function lookUntilClear(
  candidates: Examinable,
  all: HeldOutSet,
  context: EvaluateContext,
): Promise<Seen | undefined> {
  const { evaluation, deployment } = configurationOf(context.run).pipeline;
  let seen: Seen | undefined;
  for (const look of looksOf(all, candidates.length + 1, { ...evaluation, ...deployment })) {
    seen = await lookAt(look, { candidates, all }, context);
    if (!seen || seen.isEnough) return seen;
    const { ends, planned } = look;
    context.log.info(
      `look ${ends.length} of ${planned.length}: after ${portion(ends.at(-1)!, planned.at(-1)!, 'example')} the gate's answer is not clear`,
    );
  }
  return seen;
}

/** Nothing where the pipeline asks for none. */
function findSlices({ look, compared }: Seen, { run, log }: Pick<EvaluateContext, 'run' | 'log'>) {
  const { evaluation, deployment } = configurationOf(run).pipeline;
  if (evaluation.slices === undefined) return {};
  const values = look.heldOut.known.map((each) => each?.slices);
  if (values.includes(undefined))
    log.warning('the lineage of this dataset version does not tell the slices of every example: those are in none');
  // Once all are there, slices are looked at for the first time: nothing of their level is spent.
  const sliced = { ...compared, values, ...(isLast(look) && { looks: undefined }) };
  return { slices: compareSlices(sliced, { ...evaluation, ...deployment }, run.run) };
}

const measurementsBySubject = (subjects: Subject[], answers: Answered['answers']) =>
  Object.fromEntries(
    subjects.flatMap(({ name, base, tunedModel, configuration }) => {
      const { price } = frozenModel(configuration, base);
      const own = answers[name];
      return own ? [[name, measurementsOf(own.measured, { price, isTuned: tunedModel !== undefined })]] : [];
    }),
  );

/** Of the models that were asked in a batch. */
const batchFactors = (subjects: Subject[], answers: Answered['answers']): Record<string, number> =>
  Object.fromEntries(
    subjects.flatMap(({ name, base, configuration }) => {
      const factor = frozenModel(configuration, base).price?.batchFactor;
      return factor !== undefined && answers[name]?.measured.some(({ inBatch }) => inBatch) ? [[name, factor]] : [];
    }),
  );

const reasonsOf = (unmeasured: Answered['unmeasured']): Record<string, string> =>
  Object.fromEntries(Object.entries(unmeasured).map(([name, { message }]) => [name, message]));

/** How many answers are such, by model that gave some. */
const countOf = (such: typeof unscoredAnswers, answers: Answered['answers']): Record<string, number> =>
  Object.fromEntries(
    Object.entries(answers)
      .map(([name, { measured }]) => [name, such(measured).length] as const)
      .filter(([name, count]) => count > 0 && !isNaive(name)),
  );

/** Who was asked, for the report; one that could not be measured has the reason in place of counts. */
const described = (
  subjects: Subject[],
  { answers, unmeasured, rivals }: Answered,
  hasLabels: boolean,
): EvaluationReport['subjects'] =>
  [...subjects, ...rivals].map(({ name, model, base, configuration }: Examined & Partial<Subject>) => {
    const { ignoredSettings = [] } = base && configuration ? frozenModel(configuration, base) : {};
    return {
      name,
      model,
      ...(unmeasured[name] && { unmeasured: unmeasured[name].message }),
      ...(answers[name] && {
        empty: emptyAnswers(answers[name].measured).length,
        unscored: unscoredAnswers(answers[name].measured).length,
        ...(hasLabels && { noLabel: noLabelAnswers(answers[name].measured).length }),
      }),
      ...(ignoredSettings.length > 0 && { ignoredSettings }),
    };
  });
