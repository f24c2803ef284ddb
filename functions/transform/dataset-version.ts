/** How a dataset version is made: each step is a statement of sql/ whose rows the next one reads; functions hold no data. */
import type { DatasetCard } from '../../schemas/generated/types';
import { stopOnFailure } from '../../core/checks';
import { digest } from '../../core/digest';
import { parsePrompt } from '../../core/prompt';
import type { Sources } from '../shared/warehouse/sources';
import type { TokenRatio } from '../../core/token-ratios';
import { together } from '../../core/together';
import type { TransformContext } from './context';
import { makeRows, signEarly } from './make-rows';
import { checkExamples } from './checks/measure-examples';
import { exportVersion } from './version/export';
import { exportSubjects } from './version/subjects';
import { countPairs, type Pairs } from './version/pairs';
import type { Curated } from './version/curated';
import { countCurated } from './version/curated-sizes';
import { screen } from './version/personal-data';
import { recordReport } from './checks/report';
import { findSamples } from './card/samples';
import { countSelected, selectExamples } from './version/select-examples';
import { requireSplits, countExamples } from './version/sizes';
import { findTokenRatios } from './checks/token-ratios';
import { countVariants } from './checks/variants';
import { describeSplits } from './card/statistics';

/** What a version is made of. */
interface Material {
  sources: Sources;
  curated?: Curated | undefined;
}

interface Made {
  card: DatasetCard;
  tokenRatios: TokenRatio[];
}

/** Every step may run again: jobs and tables are named after the run, and files are written once. */
export async function makeVersion(
  version: string,
  folder: string,
  { sources, curated }: Material,
  context: TransformContext,
): Promise<Made> {
  const { run, deps, log } = context;
  const { pipeline, prompt, trainingSql } = context.configuration;

  log.info('selecting examples with training.sql, and rendering their prompts');
  const selected = await selectExamples({ sources, curated }, context);
  const { rendered } = selected;
  const [dataset] = await together([
    (async () => {
      const [screened] = await together([screen(rendered, context), countSelected(selected, context)]);
      log.info('leaving out duplicates, splitting, and looking for leaks between the splits');
      return makeRows(version, { rendered, screened }, context);
    })(),
    signEarly(rendered, context),
  ]);

  log.info('checking the examples');
  const counting = findTokenRatios(dataset, context);
  const [tokenRatios, sizes, curatedSizes, pairs, samples, statistics, variantTokens, measured] = await together([
    counting,
    countExamples(dataset, context),
    countCurated(dataset, curated, context),
    countPairs(dataset, context),
    findSamples(dataset, context),
    describeSplits(dataset, context),
    countVariants(dataset, context),
    checkExamples({ version, dataset, sources }, counting, context),
  ]);
  const checks = await recordReport(measured, context);
  stopOnFailure(checks, { fix: `npx landfall run ${run.run}` });
  requireSplits(sizes, pipeline.training.split);

  log.info('exporting');
  const { hasHistory } = selected;
  const [{ variants, preference, ...files }, subjectsUri] = await together([
    exportVersion({ dataset, folder, sizes, pairs, hasHistory }, context),
    exportSubjects({ dataset, folder }, { sources, curated }, context),
  ]);

  const card = {
    pipeline: run.pipeline,
    version,
    createdAt: deps.clock.now().toISOString(),
    madeByRun: run.run,
    table: dataset,
    ...files,
    ...(subjectsUri && { subjectsUri }),
    ...(preference && pairs && { preference: { ...preference, ...countsOf(pairs) } }),
    ...(variants && {
      variants: variants.map(({ preference: own, ...variant }, place) => ({
        ...variant,
        promptTokens: variantTokens[variant.promptDigest]!,
        ...(own && pairs && { preference: { ...own, promptTokens: pairs.variantTokens[place]! } }),
      })),
    }),
    ...sizes,
    ...(curatedSizes && { curated: curatedSizes }),
    sources: sources.map(({ source, rows, objects }) => ({ source, rows, objects: objects.map(namedContent) })),
    statistics,
    samples,
    checks,
    trainingSql,
    sqlDigest: digest(trainingSql),
    promptDigest: parsePrompt(prompt).digest,
    split: pipeline.training.split,
  };
  return { card, tokenRatios };
}

const countsOf = ({ train, validation, leftOut, promptTokens, answerTokens }: Pairs) => ({
  train,
  validation,
  leftOut,
  promptTokens,
  answerTokens,
});

const namedContent = ({ uri, generation, digest: content, rows }: Sources[number]['objects'][number]) => ({
  uri,
  generation,
  digest: content,
  rows,
});
