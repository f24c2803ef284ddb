/** Reads everything that pipelines are compiled from, and compiles all of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Site } from '../core/bases';
import { compilePipeline, type Compiled } from './compile';
import { PipelineProblems, type Problem } from '../core/problem';
import { loadCatalog } from '../catalog';
import { loadEmbeddingModels } from '../catalog/embeddings';
import { loadModelPrices } from '../catalog/prices';
import type { Configuration, CorpusConfiguration } from '../schemas/generated/types';

export interface CompileArgs {
  /** The repository's root. */
  root: string;
  /** Folder of the pipeline folders, relative to the root or absolute. */
  pipelines: string;
  codeVersion: string;
  deployment: Site;
  /** Pipelines whose bases, once closed, give way to their successors. */
  replaceRetired?: string[];
}

/** Each folder with a pipeline.yaml, by name, compiled. */
export function compilePipelines({
  root,
  pipelines,
  codeVersion,
  deployment,
  replaceRetired = [],
}: CompileArgs): Map<string, Compiled> {
  const directory = resolve(root, pipelines);
  if (!existsSync(directory)) return new Map();
  const context = {
    catalog: loadCatalog(root),
    embeddingModels: loadEmbeddingModels(root),
    prices: loadModelPrices(root),
    sql: readSql(join(root, 'sql')),
    codeVersion,
    deployment,
    replaceRetired,
  };
  const folders = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'pipeline.yaml')));
  const shownAs = relative(root, directory).startsWith('..') ? directory : relative(root, directory);
  return new Map(folders.toSorted().map((name) => [name, compilePipeline(directory, name, shownAs, context)]));
}

/** @throws PipelineProblems with the problems of all pipelines and corpora, if there are any */
function checkCompiled(compiled: Map<string, Compiled>): void {
  const problems: Problem[] = [...compiled.values()].flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new PipelineProblems(problems);
}

/** Of the corpora among them. */
export const corporaOf = (compiled: Map<string, Compiled>): Map<string, CorpusConfiguration> =>
  new Map([...compiled].flatMap(([name, one]) => ('corpus' in one ? [[name, one.corpus] as const] : [])));

/** Of the pipelines among them. @throws PipelineProblems as checkCompiled does */
export function configurationsOf(compiled: Map<string, Compiled>): Map<string, Configuration> {
  checkCompiled(compiled);
  return new Map(
    [...compiled].flatMap(([name, one]) => ('configuration' in one ? [[name, one.configuration] as const] : [])),
  );
}

export interface PipelineWarning extends Problem {
  pipeline: string;
}

export function warningsOf(compiled: Map<string, Compiled>): PipelineWarning[] {
  return [...compiled].flatMap(([pipeline, one]) =>
    'warnings' in one ? one.warnings.map((warning) => ({ pipeline, ...warning })) : [],
  );
}

/** What runs, and those who look at them, read; the views of history/ are the warehouse's own. */
function readSql(folder: string): Record<string, string> {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.endsWith('.sql') && !name.startsWith('history'),
      )
    : [];
  return Object.fromEntries(files.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
