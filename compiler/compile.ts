/** Compiles one pipeline folder into the one object that runs are made from. */
import { join } from 'node:path';
import type { BaseModel } from '../catalog';
import type { EmbeddingModel } from '../catalog/embeddings';
import { frozenPriceOf, type ModelPrices } from '../catalog/prices';
import { asDeployed } from '../catalog/stand-in';
import { judgesIn } from '../core/metrics';
import { digest } from '../core/digest';
import { parsePrompt, type Prompt } from '../core/prompt';
import type { Configuration, PipelineSpec, PromptTemplate } from '../schemas/generated/types';
import { isPipelineSpec } from '../schemas/generated/written-validators';
import { successorsOf, type Site } from '../core/bases';
import { closingBases, fallBacksOf, replaceRetired } from './candidates';
import { compileChain } from './chain';
import { chainBasesOf } from './chain/bases';
import { checkConsistency } from './consistency';
import { compileCorpus, isCorpus, type CompiledCorpus } from './corpus';
import { expandCandidates } from './grid';
import { checkCurated } from './curated-checks';
import { checkGrounding } from './grounding-checks';
import type { Problem } from '../core/problem';
import { withOwnMetrics } from './own-metrics';
import { readPromptFile } from './prompt-file';
import { checkRowSchema } from './row-schema';
import { checkAgainst } from './schema-check';
import { checkRelations } from './relations';
import { readSourceFile, readText } from './source-file';
import type { Complain } from './tuning-checks';

export interface CompileContext {
  catalog: Record<string, BaseModel>;
  embeddingModels: Record<string, EmbeddingModel>;
  /** What its models cost, which a budget and a gate may limit. */
  prices: ModelPrices;
  /** Text of each file of sql/, by path below it. */
  sql: Record<string, string>;
  codeVersion: string;
  /** Decides which bases can be named, and whose limits they have; it enters no configuration itself. */
  deployment: Site;
  /** Pipelines whose bases, once closed, give way to their successors; elsewhere a closed base is a problem. */
  replaceRetired: string[];
}

/** Warnings are of what will become a problem, and of what was replaced. */
export type Compiled = { configuration: Configuration; warnings: Problem[] } | CompiledCorpus;

/**
 * @param directory folder of the pipelines
 * @param folder name of the pipeline's folder in it
 * @param shownAs how `directory` is called in messages
 * @returns the configuration of a pipeline or a corpus, or every problem that could be found
 */
export function compilePipeline(directory: string, folder: string, shownAs: string, context: CompileContext): Compiled {
  const shown = (file: string): string => `${shownAs}/${folder}/${file}`;
  const path = (file: string): string => join(directory, folder, file);

  const yaml = readSourceFile(path('pipeline.yaml'), shown('pipeline.yaml'));
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  if (isCorpus(yaml)) return compileCorpus(yaml, folder, shown('pipeline.yaml'), context);
  const invalid = checkAgainst(isPipelineSpec, yaml, shown('pipeline.yaml'));
  if (invalid.length > 0) return { problems: invalid };
  const { catalog, deployment } = context;
  const written = yaml.value as PipelineSpec;
  const { spec, notes } = context.replaceRetired.includes(folder)
    ? replaceRetired(written, catalog, deployment)
    : { spec: written, notes: [] };
  const warnings = [...notes, ...closingBases(spec, catalog, deployment)].map(({ path: at, reason }) => ({
    file: shown('pipeline.yaml'),
    line: yaml.lineOf(at),
    reason,
  }));
  const problems = checkConsistency(spec, {
    folder,
    catalog,
    deployment,
    source: yaml,
    file: shown('pipeline.yaml'),
  });

  const rowSchemas: Record<string, object> = {};
  const schemaProblems: Problem[] = [];
  for (const [name, source] of Object.entries(spec.sources)) {
    const schema = readSourceFile(path(source.schema), shown(source.schema));
    schemaProblems.push(...schema.problems);
    if (schema.value !== undefined) schemaProblems.push(...checkRowSchema(schema, shown(source.schema)));
    rowSchemas[name] = schema.value as object;
  }
  problems.push(...schemaProblems);
  if (schemaProblems.length === 0) problems.push(...checkRelations(spec, rowSchemas, yaml, shown('pipeline.yaml')));

  const trainingSql = readText(path(spec.training.sql));
  if (typeof trainingSql !== 'string') {
    problems.push({ file: shown(spec.training.sql), line: 1, reason: trainingSql.reason });
  } else if (trainingSql.trim() === '') {
    problems.push({ file: shown(spec.training.sql), line: 1, reason: 'the file is empty' });
  }

  const { metrics, problems: ofMetrics } = withOwnMetrics(
    spec.evaluation.metrics,
    (file) => readText(path(file)),
    shown,
  );
  problems.push(...ofMetrics);

  const { candidates } = expandCandidates(spec);
  const prompts: Record<string, PromptTemplate> = {};
  const tunedOn = new Map<string, Prompt>();
  for (const file of new Set([spec.training.prompt, ...candidates.map(({ prompt }) => prompt)])) {
    const { template, problems: wrong } = readPromptFile(path(file), shown(file));
    problems.push(...wrong);
    if (!template) continue;
    prompts[file] = template;
    tunedOn.set(file, parsePrompt(template));
  }
  const { files: chain, problems: ofChain } = compileChain(spec, {
    source: yaml,
    file: shown('pipeline.yaml'),
    folder: { path, shown },
    tunedOn,
    catalog,
  });
  problems.push(...ofChain);
  if (problems.length === 0) {
    const complain: Complain = (at, reason) =>
      problems.push({ file: shown('pipeline.yaml'), line: yaml.lineOf(at), reason });
    checkGrounding(spec, prompts, directory, complain);
    checkCurated(spec, prompts, complain);
  }
  if (problems.length > 0 || typeof trainingSql !== 'string') return { problems };

  const { summary } = spec.serving.history ?? {};
  const askedAsTheyAre = [...judgesIn(spec.evaluation.metrics), ...(summary ? [summary.model] : [])];
  const bases = new Set([
    ...[...candidates, ...fallBacksOf(spec), ...chainBasesOf(spec)].map(({ base }) => base),
    ...askedAsTheyAre,
    // A run may be moved to one of these when a base ends.
    ...candidates.flatMap(({ base }) => successorsOf(catalog[base]!, catalog).map(({ id }) => id)),
  ]);
  const content: Omit<Configuration, 'digest'> = {
    pipeline: { ...spec, evaluation: { ...spec.evaluation, metrics } },
    rowSchemas,
    trainingSql,
    prompt: prompts[spec.training.prompt]!,
    prompts,
    candidates,
    ...(chain && { chain }),
    sql: context.sql,
    baseModels: Object.fromEntries(
      [...bases].map((base) => {
        const price = frozenPriceOf(base, context.prices);
        return [base, { ...asDeployed(catalog[base]!, catalog, deployment.localModels), ...(price && { price }) }];
      }),
    ),
    codeVersion: context.codeVersion,
  };
  return { configuration: { digest: digest(content), ...content }, warnings };
}
