/** Checks a prompt file: its form, that its examples are fixed texts, and that types, where it says any, are of its fields and of all of them. */
import type { Problem } from '../core/problem';
import { parsePrompt, parseTemplate } from '../core/prompt';
import type { PromptTemplate } from '../schemas/generated/types';
import { isPromptTemplate } from '../schemas/generated/written-validators';
import { checkAgainst } from './schema-check';
import type { SourceFile } from './source-file';

/** @param file as it is called in messages */
export function checkPromptFile(source: SourceFile, file: string): Problem[] {
  if (source.problems.length > 0) return source.problems;
  const invalid = checkAgainst(isPromptTemplate, source, file);
  if (invalid.length > 0) return invalid;
  const template = source.value as PromptTemplate;
  return [...examplesProblems(template, source), ...typeProblems(template, source)].map((each) => ({ file, ...each }));
}

type Found = Pick<Problem, 'line' | 'reason'>;

function examplesProblems({ examples = [] }: PromptTemplate, source: SourceFile): Found[] {
  return examples.flatMap((example, place) =>
    (['user', 'model'] as const).flatMap((role): Found[] => {
      const line = source.lineOf(['examples', place, role]);
      const text = example[role];
      if (text.trim() === '') return [{ line, reason: `example ${place + 1}: the turn of the ${role} has no text` }];
      const field = parseTemplate(text).find((segment) => 'field' in segment);
      if (!field) return [];
      const reason = `example ${place + 1} has {{${field.field}}}, and an example is a fixed text: write a value in its place`;
      return [{ line, reason }];
    }),
  );
}

function typeProblems(template: PromptTemplate, source: SourceFile): Found[] {
  const { types, fields } = parsePrompt(template);
  if (!types) return [];
  const line = (...path: string[]): number => source.lineOf(['input', 'schema', ...path]);
  return [
    ...fields
      .filter((field) => !Object.hasOwn(types, field))
      .map((field) => ({ line: line(), reason: `the field ${field} has no type: input.schema names every field` })),
    ...Object.keys(types)
      .filter((name) => !fields.includes(name))
      .map((name) => ({ line: line(name), reason: `the prompt has no field {{${name}}}` })),
  ];
}
