/** A version as files: one per split in the form that the tuner takes, and the lineage of every line of them. */
import { trainingFormOf } from '../../shared/models/providers';
import { atMost } from '../../../core/at-most';
import { shardsFolder } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import { together } from '../../../core/together';
import { composeAll } from '../../shared/stage/compose';
import type { Configuration } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import type { StepStatement } from '../steps';
import { isExportKept } from './kept-export';
import type { Sizes } from './sizes';
import { splitNumbers } from './split';
import { exportStatement, systemOf } from './statements';

export interface VersionFiles {
  trainUri: string;
  evaluationUri: string;
  validationUri?: string;
  /** Line by line for each of the others: which example it is, and the landed rows it was made of. */
  lineageUri: string;
}

interface Version {
  dataset: string;
  folder: string;
  sizes: Sizes;
  hasHistory: boolean;
}

type FileName = 'train' | 'evaluation' | 'validation' | 'lineage';

/** Files are written once; each is in order of key, whatever number of shards it is joined from. */
export async function exportVersion(version: Version, context: TransformContext): Promise<VersionFiles> {
  const statements = fileStatements(version, context.configuration);
  const exportOne = (name: FileName) => exportFile(name, version, context, statements[name]);
  const [trainUri, evaluationUri, lineageUri, validationUri] = await together([
    exportOne('train'),
    exportOne('evaluation'),
    exportOne('lineage'),
    version.sizes.validation > 0 ? exportOne('validation') : undefined,
  ]);
  return { trainUri, evaluationUri, lineageUri, ...(validationUri && { validationUri }) };
}

/** How each file is written, given where its shards go. */
export function fileStatements(
  { dataset, hasHistory }: Pick<Version, 'dataset' | 'hasHistory'>,
  configuration: Configuration,
): Record<FileName, (uri: string) => StepStatement> {
  const { sql, prompt } = configuration;
  const line = trainingFormOf(configuration).lineInSql({ system: systemOf(parsePrompt(prompt)), hasHistory });
  const ofSplit = (split: Exclude<FileName, 'lineage'>) => (uri: string) =>
    exportStatement(sql, { dataset, uri, splitNumber: splitNumbers[split], line });
  return {
    train: ofSplit('train'),
    evaluation: ofSplit('evaluation'),
    validation: ofSplit('validation'),
    lineage: (uri) => ({ file: 'version/lineage.sql', slots: { dataset, uri } }),
  };
}

/** The address of the one file; the shards that it is joined from belong to the one job that wrote them all. */
async function exportFile(
  name: FileName,
  { folder }: Version,
  { run, deps, steps }: TransformContext,
  statementOf: (uri: string) => StepStatement,
): Promise<string> {
  const shardsOf = (job: string) => `${deps.ledger.artifactUri(shardsFolder(run))}${job}/`;
  const uri = `${folder}/${name}.jsonl`;
  const job = await steps.export(
    `export-${name}`,
    (id) => statementOf(`${shardsOf(id)}*.jsonl`),
    (id, files) => isExportKept(deps.objects, { shards: shardsOf(id), target: uri }, files),
  );
  await composeAll(deps.objects, shardsOf(job), uri);
  return uri;
}

/** What the files were joined from is of no more use. */
export async function removeShards({ run, deps }: TransformContext): Promise<void> {
  const shards = await deps.objects.list(deps.ledger.artifactUri(shardsFolder(run)));
  await atMost(16, shards, ({ uri }) => deps.objects.remove(uri));
}
