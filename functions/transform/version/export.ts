/** A version as files: one per split in the form that the tuner takes, and the lineage of every line of them. */
import { trainingFormOf } from '../../shared/models/providers';
import { atMost } from '../../../core/at-most';
import { shardsFolder } from '../../../core/ledger-layout';
import { preferenceCandidates, variantsOf } from '../../../core/candidates';
import { parsePrompt, type Prompt } from '../../../core/prompt';
import { together } from '../../../core/together';
import { composeAll } from '../../shared/stage/compose';
import type { Configuration, PairFiles, PromptVariant } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import type { StepStatement } from '../steps';
import { isExportKept } from './kept-export';
import type { Sizes } from './sizes';
import type { Pairs } from './pairs';
import { splitNumbers } from './split';
import { examplesInVariant, exportStatement, systemOf, withExamples } from './statements';

export interface VersionFiles {
  trainUri: string;
  evaluationUri: string;
  validationUri?: string;
  /** What of them is pairs of answers, where a candidate learns preferences. */
  preference?: PairFiles;
  /** Line by line for each of the others: which example it is, and the landed rows it was made of. */
  lineageUri: string;
  /** The same in the other prompts of the pipeline's candidates. */
  variants?: PromptVariant[];
}

interface Version {
  dataset: string;
  folder: string;
  sizes: Sizes;
  pairs?: Pick<Pairs, 'validation'>;
  hasHistory: boolean;
}

type Split = 'train' | 'evaluation' | 'validation';
type PairSplit = 'train' | 'validation';
type StatementOf = (uri: string) => StepStatement;
interface SplitFiles extends Record<Split, StatementOf> {
  pairs?: Record<PairSplit, StatementOf>;
}

/** Files are written once; each is in order of key, whatever number of shards it is joined from. */
export async function exportVersion(version: Version, context: TransformContext): Promise<VersionFiles> {
  const { main, variants, lineage } = fileStatements(version, context.configuration);
  const [files, lineageUri, ...others] = await together([
    exportSplits('', main, version, context),
    exportFile('lineage', version, context, lineage),
    ...variants.map(async ({ promptDigest, statements }) => {
      const place = `prompts/${promptDigest.slice(0, 12)}/`;
      return { promptDigest, ...(await exportSplits(place, statements, version, context)) };
    }),
  ]);
  return { ...files, lineageUri, ...(others.length > 0 && { variants: others }) };
}

async function exportSplits(place: string, statements: SplitFiles, version: Version, context: TransformContext) {
  const exportOne = (name: Split) => exportFile(`${place}${name}`, version, context, statements[name]);
  const [trainUri, evaluationUri, validationUri, preference] = await together([
    exportOne('train'),
    exportOne('evaluation'),
    version.sizes.validation > 0 ? exportOne('validation') : undefined,
    statements.pairs && exportPairs(`${place}preferences/`, statements.pairs, version, context),
  ]);
  return { trainUri, evaluationUri, ...(validationUri && { validationUri }), ...(preference && { preference }) };
}

async function exportPairs(
  place: string,
  statements: Record<PairSplit, StatementOf>,
  version: Version,
  context: TransformContext,
): Promise<PairFiles> {
  const exportOne = (name: PairSplit) => exportFile(`${place}${name}`, version, context, statements[name]);
  const [trainUri, validationUri] = await together([
    exportOne('train'),
    (version.pairs?.validation ?? 0) > 0 ? exportOne('validation') : undefined,
  ]);
  return { trainUri, ...(validationUri && { validationUri }) };
}

/** How each file is written, given where its shards go: those of every prompt, and the lineage. */
export function fileStatements(
  { dataset, hasHistory }: Pick<Version, 'dataset' | 'hasHistory'>,
  configuration: Configuration,
): {
  main: SplitFiles;
  variants: { promptDigest: string; statements: SplitFiles }[];
  lineage: (uri: string) => StepStatement;
} {
  const { sql, prompt } = configuration;
  const form = trainingFormOf(configuration);
  const learnsPreferences = preferenceCandidates(configuration).length > 0;
  const filesOf = (rows: string, own: Prompt): SplitFiles => {
    const { examples, params } = withExamples(rows, own);
    const contents = { system: systemOf(own), hasHistory: hasHistory || own.examples !== undefined };
    const line = form.lineInSql(contents);
    const pair = learnsPreferences ? form.pairInSql?.(contents) : undefined;
    const used = `(SELECT * FROM ${examples} WHERE pair = 'used')`;
    const pairsOf = (split: PairSplit) => (uri: string) =>
      exportStatement(sql, { examples: used, params, uri, splitNumber: splitNumbers[split], line: pair! });
    const ofSplit = (split: Split) => (uri: string) =>
      exportStatement(sql, { examples, params, uri, splitNumber: splitNumbers[split], line });
    return {
      train: ofSplit('train'),
      evaluation: ofSplit('evaluation'),
      validation: ofSplit('validation'),
      ...(pair !== undefined && { pairs: { train: pairsOf('train'), validation: pairsOf('validation') } }),
    };
  };
  return {
    main: filesOf(`\`${dataset}\``, parsePrompt(prompt)),
    variants: variantsOf(configuration).map((own, place) => ({
      promptDigest: own.digest,
      statements: filesOf(examplesInVariant(dataset, place), own),
    })),
    lineage: (uri) => ({ file: 'version/lineage.sql', slots: { dataset, uri } }),
  };
}

/** The address of the one file; the shards that it is joined from belong to the one job that wrote them all. */
export async function exportFile(
  name: string,
  { folder }: Pick<Version, 'folder'>,
  { run, deps, steps }: TransformContext,
  statementOf: (uri: string) => StepStatement,
): Promise<string> {
  const shardsOf = (job: string) => `${deps.ledger.artifactUri(shardsFolder(run))}${job}/`;
  const uri = `${folder}/${name}.jsonl`;
  const job = await steps.export(
    `export-${name.replaceAll('/', '-')}`,
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
