/** Reads everything that pipelines are compiled from, and compiles all of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { compilePipeline, type Compiled } from './compile';
import { createAjv } from './schema-check';
import { PipelineProblems, type Problem } from './problem';
import type { BaseModel, Bundle } from './spec';

export interface BundlesArgs {
  /** The repository's root. */
  root: string;
  /** Folder of the pipeline folders, relative to the root or absolute. */
  pipelines: string;
  codeVersion: string;
}

/** Each folder with a pipeline.yaml, by name, compiled. */
export function compilePipelines({ root, pipelines, codeVersion }: BundlesArgs): Map<string, Compiled> {
  const directory = resolve(root, pipelines);
  if (!existsSync(directory)) return new Map();
  const ajv = createAjv();
  const context = {
    validators: {
      pipeline: ajv.compile(readJson(join(root, 'schemas/pipeline.schema.json')) as object),
      prompt: ajv.compile(readJson(join(root, 'schemas/prompt.schema.json')) as object),
    },
    catalog: readCatalog(join(root, 'catalog')),
    sql: readSql(join(root, 'sql')),
    codeVersion,
  };
  const folders = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'pipeline.yaml')));
  const shownAs = relative(root, directory).startsWith('..') ? directory : relative(root, directory);
  return new Map(folders.toSorted().map((name) => [name, compilePipeline(directory, name, shownAs, context)]));
}

/** @throws PipelineProblems with the problems of all pipelines, if there are any */
export function bundlesOf(compiled: Map<string, Compiled>): Map<string, Bundle> {
  const problems: Problem[] = [...compiled.values()].flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) throw new PipelineProblems(problems);
  return new Map([...compiled].flatMap(([name, one]) => ('bundle' in one ? [[name, one.bundle] as const] : [])));
}

function readCatalog(folder: string): Map<string, BaseModel> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return new Map(
    files
      .flatMap((name) => readJson(join(folder, name)) as BaseModel | BaseModel[])
      .filter((model) => typeof model.id === 'string')
      .map((model) => [model.id, model]),
  );
}

function readSql(folder: string): Record<string, string> {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'))
    : [];
  return Object.fromEntries(files.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
