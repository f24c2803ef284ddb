/** What stands between the two lines of --- at the beginning of a .prompt file: types and settings. */
import type { Problem } from '../../core/problem';
import { parseSource, type SourceFile } from '../source-file';

/** Keys of dotprompt that say what is said elsewhere here. */
const elsewhere: Record<string, string> = {
  model: 'who is asked is said by the candidates of pipeline.yaml, or by the step of a chain',
  name: 'a prompt is called by its file',
  variant: 'another prompt is another file',
};

interface Split {
  /** Undefined where the file has none. */
  header?: string;
  template: string;
  /** The line of the file on which the template begins. */
  line: number;
}

/** @returns undefined of a front matter without an end */
export function splitFrontMatter(text: string): Split | undefined {
  if (!/^---[ \t]*\n/.test(text)) return { template: text, line: 1 };
  const [whole, header = ''] = /^---[ \t]*\n(?:([^]*?)\n)?---[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return { header, template: text.slice(whole.length), line: whole.split('\n').length };
}

export interface FrontMatter {
  /** As prompt.yaml has them. */
  settings: { input?: unknown; generation?: unknown };
  problems: Problem[];
  lineOf: SourceFile['lineOf'];
}

/** dotprompt's input and config, in the form that prompt.yaml has them; its other keys are problems. */
export function readFrontMatter(header: string, file: string): FrontMatter {
  const none = { settings: {}, problems: [], lineOf: () => 1 };
  if (header.trim() === '') return none;
  const source = parseSource(header, file, 1);
  const { value, problems } = source;
  if (problems.length > 0) return { ...none, problems };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      ...none,
      problems: [{ file, line: 2, reason: 'the front matter is no map of keys: write input or config' }],
    };
  const { input, config, ...others } = value as Record<string, unknown>;
  return {
    settings: {
      ...(input !== undefined && { input: withoutDescriptions(input) }),
      ...(config !== undefined && { generation: config }),
    },
    problems: Object.keys(others).map((key) => ({
      file,
      line: source.lineOf([key]),
      reason: `the front matter has no use for ${JSON.stringify(key)}: ${elsewhere[key] ?? 'leave it out'}; there are input and config`,
    })),
    lineOf: ([key, ...path]) => source.lineOf([key === 'generation' ? 'config' : key!, ...path]),
  };
}

/** Picoschema writes a type as `string, what it is`. */
function withoutDescriptions(input: unknown): unknown {
  const { schema } = input as { schema?: unknown };
  if (typeof schema !== 'object' || schema === null) return input;
  const types = Object.entries(schema).map(([field, type]: [string, unknown]) => [
    field,
    typeof type === 'string' ? type.replace(/,[^]*$/, '').trim() : type,
  ]);
  return { ...(input as object), schema: Object.fromEntries(types) as unknown };
}
