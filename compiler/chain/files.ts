/** The files that a chain's steps name: read, checked by themselves, and frozen with the run. */
import { compileSchema } from '../../core/chain/json-schema';
import { describedStep } from '../../core/chain/kinds';
import type { Problem } from '../../core/problem';
import type { ChainFiles, ChainSpec, PromptTemplate } from '../../schemas/generated/types';
import { codeProblems } from '../own-code';
import { readPromptFile } from '../prompt-file';
import { readSourceFile, readText } from '../source-file';

/** Where a file of the folder is, and how it is called in messages. */
export interface Folder {
  path: (file: string) => string;
  shown: (file: string) => string;
}

/** @returns of each file that is right its content */
export function readChainFiles({ steps }: ChainSpec, folder: Folder): { files: ChainFiles; problems: Problem[] } {
  const files: ChainFiles = { prompts: {}, schemas: {}, code: {} };
  const problems: Problem[] = [];
  const keep = <T>(into: Record<string, T>, file: string, { value, problems: found }: Read<T>): void => {
    problems.push(...found);
    if (found.length === 0 && value !== undefined) into[file] = value;
  };
  for (const step of Object.values(steps)) {
    for (const { prompt } of describedStep(step).asks)
      if (prompt !== undefined && !(prompt in files.prompts)) keep(files.prompts, prompt, readPrompt(prompt, folder));
    const { repair, run } = step;
    if (repair && !(repair.schema in files.schemas))
      keep(files.schemas, repair.schema, readSchema(repair.schema, folder));
    if (run && !(run.file in files.code)) keep(files.code, run.file, readCode(run.file, folder));
  }
  return { files, problems };
}

interface Read<T> {
  value?: T | undefined;
  problems: Problem[];
}

function readPrompt(file: string, { path, shown }: Folder): Read<PromptTemplate> {
  const { template, problems } = readPromptFile(path(file), shown(file));
  return { value: template, problems };
}

function readSchema(file: string, { path, shown }: Folder): Read<object> {
  const source = readSourceFile(path(file), shown(file));
  if (source.problems.length > 0) return { problems: source.problems };
  try {
    compileSchema(source.value as object);
    return { value: source.value as object, problems: [] };
  } catch (error) {
    const reason = `this is no JSON Schema: ${(error as Error).message}`;
    return { problems: [{ file: shown(file), line: 1, reason }] };
  }
}

function readCode(file: string, { path, shown }: Folder): Read<string> {
  const code = readText(path(file));
  if (typeof code !== 'string') return { problems: [{ file: shown(file), line: 1, reason: code.reason }] };
  const sentence = 'a step of your own is a function run(values)';
  return { value: code, problems: codeProblems(code, shown(file), { name: 'run', sentence }) };
}
