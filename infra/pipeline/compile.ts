/** Compiles one pipeline folder into the one object that runs are made from. */
import type { ValidateFunction } from 'ajv/dist/2020';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../canonical-json';
import { checkConsistency } from './consistency';
import type { Problem } from './problem';
import { checkAgainst, createAjv } from './schema-check';
import { readSourceFile, readText, type SourceFile } from './source-file';
import type { BaseModel, Bundle, PipelineSpec } from './spec';

export interface CompileContext {
  /** Check pipeline.yaml and prompt.yaml against their JSON Schemas. */
  validators: { pipeline: ValidateFunction; prompt: ValidateFunction };
  catalog: Map<string, BaseModel>;
  /** Shared SQL by file name. */
  sql: Record<string, string>;
  codeVersion: string;
}

export type Compiled = { bundle: Bundle } | { problems: Problem[] };

/**
 * @param directory folder of the pipelines
 * @param folder name of the pipeline's folder in it
 * @param shownAs how `directory` is called in messages
 * @returns the bundle, or every problem that could be found
 */
export function compilePipeline(directory: string, folder: string, shownAs: string, context: CompileContext): Compiled {
  const shown = (file: string): string => `${shownAs}/${folder}/${file}`;
  const path = (file: string): string => join(directory, folder, file);

  const yaml = readSourceFile(path('pipeline.yaml'), shown('pipeline.yaml'));
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const invalid = checkAgainst(context.validators.pipeline, yaml, shown('pipeline.yaml'));
  if (invalid.length > 0) return { problems: invalid };
  const spec = yaml.value as PipelineSpec;
  const problems = checkConsistency(spec, {
    folder,
    catalog: context.catalog,
    source: yaml,
    file: shown('pipeline.yaml'),
  });

  const rowSchemas: Record<string, object> = {};
  for (const [name, source] of Object.entries(spec.sources)) {
    const schema = readSourceFile(path(source.schema), shown(source.schema));
    problems.push(
      ...schema.problems,
      ...(schema.value === undefined ? [] : checkRowSchema(schema, shown(source.schema))),
    );
    rowSchemas[name] = schema.value as object;
  }

  const trainingSql = readText(path(spec.training.sql));
  if (typeof trainingSql !== 'string') {
    problems.push({ file: shown(spec.training.sql), line: 1, reason: trainingSql.reason });
  } else if (trainingSql.trim() === '') {
    problems.push({ file: shown(spec.training.sql), line: 1, reason: 'the file is empty' });
  }

  const prompt = readSourceFile(path(spec.training.prompt), shown(spec.training.prompt));
  problems.push(...prompt.problems);
  if (prompt.value !== undefined) {
    problems.push(...checkAgainst(context.validators.prompt, prompt, shown(spec.training.prompt)));
  }
  if (problems.length > 0 || typeof trainingSql !== 'string') return { problems };

  const bases = new Set(spec.tuning.candidates.map((candidate) => candidate.base));
  const content: Omit<Bundle, 'digest'> = {
    pipeline: spec,
    rowSchemas,
    trainingSql,
    prompt: prompt.value as Bundle['prompt'],
    sql: context.sql,
    baseModels: Object.fromEntries([...bases].map((base) => [base, context.catalog.get(base)!])),
    codeVersion: context.codeVersion,
  };
  return { bundle: { digest: sha256(canonicalJson(content)), ...content } };
}

/** A row schema must be a JSON Schema of an object whose every property has a type: the warehouse makes columns of it. */
function checkRowSchema(schema: SourceFile, file: string): Problem[] {
  try {
    createAjv().compile({ ...(schema.value as object), $id: undefined });
  } catch (error) {
    return [{ file, line: 1, reason: `this is no JSON Schema: ${(error as Error).message}` }];
  }
  const { type, properties } = schema.value as { type?: unknown; properties?: Record<string, { type?: unknown }> };
  const problems: Problem[] = [];
  if (type !== 'object')
    problems.push({ file, line: schema.lineOf(['type']), reason: 'a row schema has "type": "object"' });
  if (!properties || Object.keys(properties).length === 0) {
    problems.push({
      file,
      line: schema.lineOf(['properties']),
      reason: 'a row schema names its columns in "properties"',
    });
  }
  for (const [name, property] of Object.entries(properties ?? {})) {
    if (property.type === undefined) {
      const reason = `column ${JSON.stringify(name)} has no "type"`;
      problems.push({ file, line: schema.lineOf(['properties', name]), reason });
    }
  }
  return problems;
}
