/** evaluate: the base, every tuned candidate and production answer the same held-out examples, and are measured alike. */
import { reportPath } from '../../core/ledger-layout';
import type { Configuration, DatasetCard, EventData, EvaluationReport } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import { labelsOf } from '../../core/labels';
import { portion } from '../../core/wording';
import type { Output } from '../../core/stages';
import { frozenModel } from '../shared/models/provider';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import type { Objects } from '../shared/stage/objects';
import { askAll, type Answered } from './answers';
import type { EvaluateContext } from './context';
import { chooseExamples } from './examples';
import { emptyAnswers, noLabelAnswers, unscoredAnswers } from './measurable';
import { summarize, writeReport } from './report';
import { modelsBehind, subjectsOf, tunedCandidates, type Subject } from './subjects';

export async function evaluate(
  { candidates }: EventData['landfall.tuning.finished.v1'],
  context: EvaluateContext,
): Promise<Output<'landfall.model.evaluated.v1'> | undefined> {
  const { run, deps, log, signal } = context;
  const { ledger, objects, generationOf } = deps;
  const configuration = configurationOf(run);
  const { pipeline } = configuration;

  const dataset = (await ledger.findOutput(run, 'transform'))?.data;
  if (!dataset) throw new PermanentError(`the run ${run.run} has no dataset to evaluate on`);
  const examples = await chooseExamples(dataset.evaluationUri, pipeline.evaluation.maximumExamples, objects);
  const count = examples.places.length;

  const production = await findProduction(run.pipeline, configuration, ledger);
  const tuned = tunedCandidates(candidates);
  if (tuned.length === 0) throw new PermanentError('no tuned candidate has an endpoint to ask');
  const subjects = subjectsOf(tuned, configuration, generationOf(configuration), production);
  log.info(`${count} held-out examples for ${subjects.map(({ name }) => name).join(', ')}`);

  for (const { id, ignoredSettings = [] } of modelsBehind(subjects)) {
    if (ignoredSettings.length === 0) continue;
    log.info(`${id} acts on no ${ignoredSettings.join(' and no ')}: what generation says of it has no effect`);
  }

  const labels = await findLabels(dataset, pipeline, objects);
  const answered = await askAll(subjects, examples, labels, context);
  if (!answered) {
    log.info('the time is up: what is answered so far is kept');
    return undefined;
  }
  const { answers, unmeasured } = answered;
  const { metrics, intervals, scored } = summarize(answers, pipeline.evaluation.metrics);
  const unscored = countOf(unscoredAnswers, answers);
  const noLabel = countOf(noLabelAnswers, answers);
  for (const [name, missing] of Object.entries(unscored))
    log.warning(`${name} could not be asked ${portion(missing, count, 'example')}: none is compared on them`);

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
  };
  await writeReport(reportUri, head, { examples, answers }, { objects, signal, parts: ledger.parts(run, 'evaluate') });
  return {
    type: 'landfall.model.evaluated.v1',
    data: {
      ...names,
      examples: scored,
      ...(Object.keys(unscored).length > 0 && { unscored }),
      ...(Object.keys(noLabel).length > 0 && { noLabel }),
      metrics,
      intervals,
      candidates: tuned,
      ...(Object.keys(unmeasured).length > 0 && { unmeasured: reasonsOf(unmeasured) }),
      ...(answers['production'] && { production: production!.value.run }),
      reportUri,
    },
  };
}

/** With the configuration that it was tuned under; that of the present run where its own run is gone. */
async function findProduction(pipeline: string, configuration: Configuration, ledger: Ledger) {
  const pointer = await ledger.findProduction(pipeline);
  const run = pointer && (await ledger.findRun(pointer.value));
  return pointer && { value: pointer.value, configuration: run?.configuration ?? configuration };
}

const reasonsOf = (unmeasured: Answered['unmeasured']): Record<string, string> =>
  Object.fromEntries(Object.entries(unmeasured).map(([name, { message }]) => [name, message]));

/**
 * The targets of the dataset version, where they are labels.
 * @throws PermanentError when its card is gone and they are all that may be answered: what is measured would not be what is served
 */
async function findLabels(
  { cardUri, version }: Pick<EventData['landfall.dataset.versioned.v1'], 'cardUri' | 'version'>,
  { generation }: Configuration['pipeline'],
  objects: Pick<Objects, 'read'>,
): Promise<string[]> {
  const card = await objects.read(cardUri);
  if (card) return labelsOf(JSON.parse(card.text) as DatasetCard);
  if (generation.choices === undefined) return [];
  throw new PermanentError(`the card of dataset version ${version} is gone, and with it what is a label`, {
    where: cardUri,
    fix: 'restore it, or drop the batch again: its dataset is made anew',
  });
}

/** How many answers are such, by subject that gave some. */
const countOf = (such: typeof unscoredAnswers, answers: Answered['answers']): Record<string, number> =>
  Object.fromEntries(
    Object.entries(answers)
      .map(([name, { measured }]) => [name, such(measured).length] as const)
      .filter(([, count]) => count > 0),
  );

/** Who was asked, for the report; one that could not be measured has the reason in place of counts. */
const described = (
  subjects: Subject[],
  { answers, unmeasured }: Answered,
  hasLabels: boolean,
): EvaluationReport['subjects'] =>
  subjects.map(({ name, model, base, configuration }) => {
    const { ignoredSettings = [] } = frozenModel(configuration, base);
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
