/** Reads a prompt file, YAML or dotprompt's format, and checks it: its form, that its examples are fixed texts, and that types, where it says any, are of its fields and of all of them. */
import type { Problem } from '../core/problem';
import { parsePrompt } from '../core/prompt';
import { parseTemplate } from '../core/prompt-template';
import type { PromptTemplate } from '../schemas/generated/types';
import { isPromptTemplate } from '../schemas/generated/written-validators';
import { readDotprompt } from './dotprompt';
import { checkAgainst } from './schema-check';
import { readSourceFile, type SourceFile } from './source-file';

export interface ReadPrompt {
  /** Undefined where there are problems. */
  template?: PromptTemplate;
  problems: Problem[];
}

/** @param file as it is called in messages */
export function readPromptFile(path: string, file: string): ReadPrompt {
  if (!path.endsWith('.prompt')) return checked(readSourceFile(path, file), file);
  const { template, problems } = checked(readDotprompt(path, file), file);
  const inItsWords = ({ reason, ...where }: Problem) => ({
    ...where,
    reason: reason.replace(/^generation\b/, 'config'),
  });
  return { ...(template && { template }), problems: problems.map(inItsWords) };
}

function checked(source: SourceFile, file: string): ReadPrompt {
  const problems = problemsIn(source, file);
  return problems.length > 0 ? { problems } : { template: source.value as PromptTemplate, problems };
}

function problemsIn(source: SourceFile, file: string): Problem[] {
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
