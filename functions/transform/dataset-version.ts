/** How a dataset version is made: rows are loaded, examples selected, rendered, de-duplicated and split in SQL, then exported. */
import type { DatasetCard, EventData } from '../../schemas/generated/types';
import type { Config } from '../shared/config';
import { digest } from '../shared/digest';
import { configurationOf } from '../shared/ledger';
import { parsePrompt, type Prompt } from '../shared/prompt';
import type { StageContext, StageDeps } from '../shared/stage';
import { checkColumns, checkExamples, checkSizes, type ExampleChecks, type SplitSizes } from './checks';
import { composeAll } from './compose';
import { datasetStatement, examplesStatement, exportStatement, fillSlots, inTrainingSql } from './statements';
import type { Warehouse } from '../shared/warehouse';

export type TransformDeps = StageDeps & {
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset' | 'trainingDataset'>;
};

type Context = StageContext<TransformDeps>;
type Sources = EventData['landfall.dataset.validated.v1']['sources'];

/** Every step may run again: jobs and tables are named after the run, and files are written once. */
export async function makeVersion(version: string, sources: Sources, context: Context): Promise<DatasetCard> {
  const { run, deps, log } = context;
  const { pipeline, prompt: template, trainingSql } = configurationOf(run);
  const prompt = parsePrompt(template);
  const table = tableIn(deps.config.project, deps.config.trainingDataset, `${run.pipeline}_${version}`);
  const folder = deps.ledger.artifactUri(`datasets/${run.pipeline}/${version}`);

  log.info('loading clean rows into the warehouse');
  const tables = await loadSources(sources, context);
  log.info('selecting examples with training.sql');
  const { examples, splitKey, count } = await selectExamples(tables, prompt, context);
  log.info('rendering, de-duplicating and splitting');
  const { train, evaluation } = await splitExamples(examples, splitKey, prompt, table, context);
  log.info('exporting');
  const [trainUri, evaluationUri] = await Promise.all([
    exportSplit('train', table, prompt, folder, context),
    exportSplit('evaluation', table, prompt, folder, context),
  ]);

  return {
    pipeline: run.pipeline,
    version,
    createdAt: deps.clock.now().toISOString(),
    madeByRun: run.run,
    table,
    trainUri,
    evaluationUri,
    train,
    evaluation,
    duplicates: count - train - evaluation,
    sources: sources.map(({ source, digest: content, rows }) => ({ source, digest: content, rows })),
    sqlDigest: digest(trainingSql),
    promptDigest: prompt.digest,
    split: pipeline.training.split,
  };
}

const tableIn = (project: string, dataset: string, name: string) =>
  `${project}.${dataset}.${name.replaceAll('-', '_')}`;

const stagingTable = (name: string, { run, deps }: Context) =>
  tableIn(deps.config.project, deps.config.stagingDataset, `${run.pipeline}_${run.run}_${name}`);

const jobId = (step: string, { run }: Context) => `landfall-${run.pipeline}-${run.run}-${step}`;

/** One staging table per source, by the source's name. */
async function loadSources(sources: Sources, context: Context): Promise<Record<string, string>> {
  const { rowSchemas } = configurationOf(context.run);
  const tables = sources.map(({ source }) => [source, stagingTable(source, context)] as const);
  await Promise.all(
    sources.map(({ source, uri }, index) => {
      const columns = columnsOf(rowSchemas[source] ?? {});
      return context.deps.warehouse.load(jobId(`load-${source}`, context), uri, tables[index]![1], columns);
    }),
  );
  return Object.fromEntries(tables);
}

/** What training.sql selects, checked: a table with one row per example. */
async function selectExamples(tables: Record<string, string>, prompt: Prompt, context: Context) {
  const { warehouse } = context.deps;
  const { sql, trainingSql, pipeline } = configurationOf(context.run);
  const file = pipeline.training.sql;
  // No source's name begins with an underscore.
  const examples = stagingTable('_examples', context);

  const statement = examplesStatement(sql, trainingSql, tables);
  await inTrainingSql(statement, file, () => warehouse.query(jobId('examples', context), statement, examples));
  const splitKey = checkColumns(await warehouse.columns(examples), prompt.fields, file);
  const checks = fillSlots(sql, 'checks.sql', { examples });
  const [found] = await warehouse.query<ExampleChecks>(jobId('checks', context), checks);
  return { examples, splitKey, count: checkExamples(found, file) };
}

/** Fills the version's own table, and counts what went into each split. */
async function splitExamples(
  examples: string,
  splitKey: 'key' | 'group_key',
  prompt: Prompt,
  table: string,
  context: Context,
): Promise<{ train: number; evaluation: number }> {
  const { warehouse } = context.deps;
  const { sql, pipeline } = configurationOf(context.run);
  const { split } = pipeline.training;
  const statement = datasetStatement(sql, { examples, splitKey, prompt, split });
  await warehouse.query(jobId('dataset', context), statement, table);
  const counts = fillSlots(sql, 'counts.sql', { dataset: table });
  const [sizes] = await warehouse.query<SplitSizes>(jobId('counts', context), counts);
  return checkSizes(sizes, split.evaluationShare);
}

/** The address of the split's one file; the shards that it is joined from belong to the one job that wrote them all. */
async function exportSplit(
  split: 'train' | 'evaluation',
  dataset: string,
  prompt: Prompt,
  folder: string,
  context: Context,
): Promise<string> {
  const { run, deps } = context;
  const { sql } = configurationOf(run);
  const shardsOf = (job: string) => `${folder}/shards/${run.run}/${job}/`;
  const job = await deps.warehouse.export(jobId(`export-${split}`, context), (id) =>
    exportStatement(sql, { dataset, uri: `${shardsOf(id)}*.jsonl`, split, prompt }),
  );
  const uri = `${folder}/${split}.jsonl`;
  await composeAll(deps.objects, shardsOf(job), uri);
  return uri;
}
