/** Checks a prompt file: its form, and that the types of its fields, where it says any, are of its fields and of all of them. */
import type { Problem } from '../core/problem';
import { parsePrompt } from '../core/prompt';
import type { PromptTemplate } from '../schemas/generated/types';
import { isPromptTemplate } from '../schemas/generated/written-validators';
import { checkAgainst } from './schema-check';
import type { SourceFile } from './source-file';

/** @param file as it is called in messages */
export function checkPromptFile(source: SourceFile, file: string): Problem[] {
  if (source.problems.length > 0) return source.problems;
  const invalid = checkAgainst(isPromptTemplate, source, file);
  if (invalid.length > 0) return invalid;
  const { types, fields } = parsePrompt(source.value as PromptTemplate);
  if (!types) return [];
  const line = (...path: string[]): number => source.lineOf(['input', 'schema', ...path]);
  return [
    ...fields
      .filter((field) => !Object.hasOwn(types, field))
      .map((field) => ({
        file,
        line: line(),
        reason: `the field ${field} has no type: input.schema names every field`,
      })),
    ...Object.keys(types)
      .filter((name) => !fields.includes(name))
      .map((name) => ({ file, line: line(name), reason: `the prompt has no field {{${name}}}` })),
  ];
}
