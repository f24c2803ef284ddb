/** transform: the clean rows of a run become a dataset version: joined, rendered, de-duplicated and split in SQL, then exported. */
import type { Configuration, DatasetCard, EventData } from '../../schemas/generated/types';
import type { Config } from '../shared/config';
import { digest } from '../shared/digest';
import { isConflict } from '../shared/errors';
import type { Output } from '../shared/events';
import { configurationOf } from '../shared/ledger';
import { parsePrompt } from '../shared/prompt';
import type { StageContext, StageDeps } from '../shared/stage';
import { checkColumns, checkExamples, checkSizes, type ExampleChecks } from './checks';
import { columnsOf } from './columns';
import { composeAll } from './compose';
import { datasetStatement, examplesStatement, exportStatement, fillSlots, inTrainingSql } from './statements';
import { identifyVersion } from './version';
import type { Warehouse } from './warehouse';

export type TransformDeps = StageDeps & {
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset' | 'trainingDataset'>;
};

type Context = StageContext<TransformDeps>;
type Validated = EventData['landfall.dataset.validated.v1'];

const splits = ['train', 'evaluation'] as const;

export async function transform(
  validated: Validated,
  context: Context,
): Promise<Output<'landfall.dataset.versioned.v1'>> {
  const { run, deps, log } = context;
  const configuration = configurationOf(run);
  const version = identifyVersion(validated, configuration);
  const cardUri = deps.ledger.artifactUri(`datasets/${run.pipeline}/${version}/dataset.json`);

  const known = await deps.objects.read(cardUri);
  if (known) log.info(`version ${version} exists already and is used again`, { version });
  const card = known
    ? (JSON.parse(known.text) as DatasetCard)
    : await makeVersion(version, cardUri, validated, configuration, context);

  const { trainUri, evaluationUri, train, evaluation, duplicates } = card;
  log.info(
    `version ${version}: ${train} training and ${evaluation} evaluation examples, ${duplicates} duplicates left out`,
  );
  return {
    type: 'landfall.dataset.versioned.v1',
    data: {
      pipeline: run.pipeline,
      run: run.run,
      version,
      trainUri,
      evaluationUri,
      train,
      evaluation,
      duplicates,
      cardUri,
    },
  };
}

/** The card is written last: a version without one is unfinished and is made again, with the same outcome. */
async function makeVersion(
  version: string,
  cardUri: string,
  validated: Validated,
  configuration: Configuration,
  { run, deps, log }: Context,
): Promise<DatasetCard> {
  const { warehouse, config, ledger, objects, clock } = deps;
  const { sql, trainingSql, rowSchemas, pipeline } = configuration;
  const prompt = parsePrompt(configuration.prompt);
  const inSnakeCase = (name: string) => name.replaceAll('-', '_');
  const jobId = (step: string) => `landfall-${run.pipeline}-${run.run}-${step}`;
  const staged = (name: string) =>
    `${config.project}.${config.stagingDataset}.${inSnakeCase(`${run.pipeline}_${run.run}_${name}`)}`;

  log.info('loading clean rows into the warehouse');
  await Promise.all(
    validated.sources.map(({ source, uri }) =>
      warehouse.load(jobId(`load-${source}`), uri, staged(source), columnsOf(rowSchemas[source] ?? {})),
    ),
  );

  log.info('selecting examples with training.sql');
  const tables = Object.fromEntries(validated.sources.map(({ source }) => [source, staged(source)]));
  const examples = staged('examples');
  const selection = examplesStatement(sql, trainingSql, tables);
  await inTrainingSql(selection, pipeline.training.sql, () => warehouse.query(jobId('examples'), selection, examples));
  const splitKey = checkColumns(await warehouse.columns(examples), prompt.fields, pipeline.training.sql);
  const [checks] = await warehouse.query<ExampleChecks>(jobId('checks'), fillSlots(sql, 'checks.sql', { examples }));
  const count = checkExamples(checks, pipeline.training.sql);

  log.info('rendering, de-duplicating and splitting');
  const table = `${config.project}.${config.trainingDataset}.${inSnakeCase(`${run.pipeline}_${version}`)}`;
  const statement = datasetStatement(sql, { examples, splitKey, prompt, split: pipeline.training.split });
  await warehouse.query(jobId('dataset'), statement, table);
  const sizes = await warehouse.query<{ count_train: number; count_evaluation: number }>(
    jobId('counts'),
    fillSlots(sql, 'counts.sql', { dataset: table }),
  );
  const { train, evaluation } = checkSizes(sizes[0], pipeline.training.split.evaluationShare);

  log.info('exporting');
  const folder = ledger.artifactUri(`datasets/${run.pipeline}/${version}`);
  const shards = `${folder}/shards/${run.run}`;
  await Promise.all(
    splits.map(async (split) => {
      await warehouse.query(
        jobId(`export-${split}`),
        exportStatement(sql, { dataset: table, uri: `${shards}/${split}-*.jsonl`, split, prompt }),
      );
      await composeAll(objects, `${shards}/${split}-`, `${folder}/${split}.jsonl`);
    }),
  );

  const card: DatasetCard = {
    pipeline: run.pipeline,
    version,
    createdAt: clock.now().toISOString(),
    madeByRun: run.run,
    table,
    trainUri: `${folder}/train.jsonl`,
    evaluationUri: `${folder}/evaluation.jsonl`,
    train,
    evaluation,
    duplicates: count - train - evaluation,
    sources: validated.sources.map(({ source, digest: content, rows }) => ({ source, digest: content, rows })),
    sqlDigest: digest(trainingSql),
    promptDigest: prompt.digest,
    split: pipeline.training.split,
  };
  const recorded = await recordCard(card, cardUri, deps);
  for (const shard of await objects.list(`${shards}/`)) await objects.remove(shard.uri);
  return recorded;
}

/** Two runs may make the same version at once; the first card stands for both. */
async function recordCard(card: DatasetCard, uri: string, { objects }: TransformDeps): Promise<DatasetCard> {
  try {
    await objects.write(uri, JSON.stringify(card, null, 2), { ifGeneration: '0' });
    return card;
  } catch (error) {
    const first = isConflict(error) ? await objects.read(uri) : undefined;
    if (!first) throw error;
    return JSON.parse(first.text) as DatasetCard;
  }
}
