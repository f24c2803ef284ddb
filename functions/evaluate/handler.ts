/** evaluate: the base, every tuned candidate and production answer the same held-out examples, and are measured alike. */
import { reportPath } from '../../core/ledger-layout';
import type { Configuration, EventData, EvaluationReport } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import type { Output } from '../../core/stages';
import { frozenModel } from '../shared/models/provider';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import { askAll, type SubjectAnswer } from './answers';
import type { EvaluateContext } from './context';
import { emptyAnswers } from './emptiness';
import { chooseExamples } from './examples';
import { report } from './report';
import { modelsBehind, subjectsOf, tunedCandidates, type Subject } from './subjects';

export async function evaluate(
  { candidates }: EventData['landfall.tuning.finished.v1'],
  context: EvaluateContext,
): Promise<Output<'landfall.model.evaluated.v1'> | undefined> {
  const { run, deps, log } = context;
  const { ledger, objects, generationOf } = deps;
  const configuration = configurationOf(run);
  const { pipeline } = configuration;

  const dataset = (await ledger.findOutput(run, 'transform'))?.data;
  if (!dataset) throw new PermanentError(`the run ${run.run} has no dataset to evaluate on`);
  const examples = await chooseExamples(objects.openRead(dataset.evaluationUri), pipeline.evaluation.maximumExamples);

  const production = await findProduction(run.pipeline, configuration, ledger);
  const tuned = tunedCandidates(candidates);
  if (tuned.length === 0) throw new PermanentError('no tuned candidate has an endpoint to ask');
  const subjects = subjectsOf(tuned, configuration, generationOf(configuration), production);
  log.info(`${examples.length} held-out examples for ${subjects.map(({ name }) => name).join(', ')}`);

  for (const { id, ignoredSettings = [] } of modelsBehind(subjects)) {
    if (ignoredSettings.length === 0) continue;
    log.info(`${id} acts on no ${ignoredSettings.join(' and no ')}: what generation says of it has no effect`);
  }

  const answers = await askAll(subjects, examples, context);
  if (!answers) {
    log.info('the time is up: what is answered so far is kept');
    return undefined;
  }
  const { metrics, intervals, predictions } = report(examples, answers, pipeline.evaluation.metrics);

  const reportUri = ledger.artifactUri(reportPath(run, 'evaluate'));
  const names = { pipeline: run.pipeline, run: run.run };
  const found: EvaluationReport = {
    ...names,
    dataset: dataset.version,
    subjects: described(subjects, answers),
    maximumEmptyShare: pipeline.evaluation.maximumEmptyShare,
    metrics,
    intervals,
    predictions,
  };
  await objects.write(reportUri, JSON.stringify(found, null, 2));
  return {
    type: 'landfall.model.evaluated.v1',
    data: {
      ...names,
      examples: examples.length,
      metrics,
      intervals,
      candidates: tuned,
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

/** Who was asked, for the report; one that could not be measured has no count of empty answers. */
const described = (subjects: Subject[], answers: Record<string, SubjectAnswer[]>): EvaluationReport['subjects'] =>
  subjects.map(({ name, model, base, configuration }) => {
    const { ignoredSettings = [] } = frozenModel(configuration, base);
    return {
      name,
      model,
      ...(answers[name] && { empty: emptyAnswers(answers[name]).length }),
      ...(ignoredSettings.length > 0 && { ignoredSettings }),
    };
  });
