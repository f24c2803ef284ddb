/** evaluate: the base, every tuned candidate and production answer the same held-out examples, and are measured alike. */
import { reportPath } from '../../core/ledger-layout';
import type { EventData, EvaluationReport } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import type { Output } from '../../core/stages';
import { configurationOf } from '../shared/stage/ledger';
import { parsePrompt } from '../../core/prompt';
import { askAll } from './answers';
import type { EvaluateContext } from './context';
import { chooseExamples } from './examples';
import { report } from './report';
import { subjectsOf, tunedCandidates } from './subjects';

export async function evaluate(
  { candidates }: EventData['landfall.tuning.finished.v1'],
  context: EvaluateContext,
): Promise<Output<'landfall.model.evaluated.v1'> | undefined> {
  const { run, deps, log } = context;
  const { ledger, objects, generationOf } = deps;
  const configuration = configurationOf(run);
  const { pipeline, prompt } = configuration;
  const { modelOf } = generationOf(configuration);

  const dataset = (await ledger.findOutput(run, 'transform'))?.data;
  if (!dataset) throw new PermanentError(`the run ${run.run} has no dataset to evaluate on`);
  const examples = await chooseExamples(objects.openRead(dataset.evaluationUri), pipeline.evaluation.maximumExamples);

  const production = await ledger.findProduction(run.pipeline);
  const tuned = tunedCandidates(candidates);
  if (tuned.length === 0) throw new PermanentError('no tuned candidate has an endpoint to ask');
  const subjects = subjectsOf(tuned, production?.value, { modelOf, promptDigest: parsePrompt(prompt).digest });
  log.info(`${examples.length} held-out examples for ${subjects.map(({ name }) => name).join(', ')}`);

  const answers = await askAll(subjects, examples, context);
  if (!answers) {
    log.info('the time is up: what is answered so far is kept');
    return undefined;
  }
  const { metrics, intervals, predictions } = report(examples, answers, pipeline.evaluation.metrics);

  const reportUri = ledger.artifactUri(reportPath(run, 'evaluate'));
  const names = { pipeline: run.pipeline, run: run.run };
  const found: EvaluationReport = { ...names, dataset: dataset.version, subjects, metrics, intervals, predictions };
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
