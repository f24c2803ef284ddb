/** Prompts as lines of a terminal: which there are, how candidates did with each, and what differs between two. */
import colors from 'picocolors';
import type { NamedPrompt } from '../find-prompt';
import type { GenerationSettings, PromptTemplate } from '../../schemas/generated/types';
import { patchOf } from '../../operations/runs/patch';
import type { KnownPrompt, PromptUse } from '../prompts';
import { patchLines } from './diff-lines';
import { metricTitle } from '../../core/metrics/titles';
import { tableLines, type TableColumn } from './table';
import { inline } from '../../core/wording';

/** As it is shown everywhere; no two prompts of a project have come to the same twelve digits. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

const promptColumns: TableColumn[] = [
  { title: 'pipeline' },
  { title: 'file' },
  { title: 'digest' },
  { title: 'used by', leftOut: 4 },
  { title: 'in production', leftOut: 5 },
  { title: 'runs', isNumber: true, leftOut: 2 },
  { title: 'score', leftOut: 6 },
  { title: 'fields', isText: true, leftOut: 1 },
];
const exampleColumn: TableColumn = { title: 'examples', isNumber: true, leftOut: 3 };
const settingColumn: TableColumn = { title: 'settings', isText: true, leftOut: 2 };

/** A line a prompt; its score is that of what is in production with it, else of the best candidate of its last evaluation. */
export function promptsTable(prompts: KnownPrompt[], terminalColumns?: number): string[] {
  const shows = (part: 'examples' | 'generation') => prompts.some(({ template }) => template[part]);
  const [hasExamples, hasSettings] = [shows('examples'), shows('generation')];
  const columns = [...promptColumns, ...(hasExamples ? [exampleColumn] : []), ...(hasSettings ? [settingColumn] : [])];
  const rows = prompts.map((prompt) => {
    const { pipeline, digest, files, fields, usedBy, production, uses, template } = prompt;
    const told = bestUse(prompt);
    return [
      inline(pipeline),
      inline(files[0]!),
      shortDigest(digest),
      usedBy.length > 0 ? inline(usedBy.join(', ')) : colors.dim('past runs'),
      production ? colors.green(inline(production.candidate)) : '–',
      String(new Set(uses.map(({ run }) => run)).size),
      told ? scoreOf(told) : '–',
      fields.map(inline).join(', '),
      ...(hasExamples ? [String(template.examples?.length ?? 0)] : []),
      ...(hasSettings ? [inline(settingsOf(template.generation).join(', ') || '–')] : []),
    ];
  });
  return tableLines(columns, rows, { terminalColumns, paint: colors.bold });
}

const settingsOf = (settings: GenerationSettings = {}, between = ' '): string[] =>
  Object.entries(settings).map(([name, value]) => `${name}${between}${JSON.stringify(value)}`);

const scoreOf = ({ metric, score }: PromptUse): string =>
  score === undefined ? '–' : `${metricTitle(metric)} ${score.toFixed(2)}`;

function bestUse({ uses, production }: Pick<KnownPrompt, 'uses' | 'production'>): PromptUse | undefined {
  const serving = uses.find(({ run, candidate }) => run === production?.run && candidate === production.candidate);
  if (serving) return serving;
  const measured = uses.filter(({ score }) => score !== undefined);
  const ofLastRun = measured.filter(({ run }) => run === measured[0]!.run);
  return ofLastRun.length === 0 ? undefined : ofLastRun.reduce((a, b) => (b.score! > a.score! ? b : a));
}

const useColumns: TableColumn[] = [
  { title: 'digest' },
  { title: 'run' },
  { title: 'candidate' },
  { title: 'kind', leftOut: 1 },
  { title: 'score' },
  { title: 'verdict', isText: true },
];

/** A line a candidate of each run, with what the gate's comparisons found of it. */
export function usesTable(prompts: KnownPrompt[], terminalColumns?: number): string[] {
  const rows = prompts.flatMap(({ digest, uses }) =>
    uses.map((use) => [
      shortDigest(digest),
      use.run,
      inline(use.candidate),
      use.kind,
      scoreOf(use),
      inline(use.verdict ?? 'not compared'),
    ]),
  );
  return tableLines(useColumns, rows, { terminalColumns, paint: colors.bold });
}

/** What differs between two prompts, part by part: a part that is the same is said to be. */
export function promptDifferences(before: NamedPrompt, after: NamedPrompt): { part: string; patch: string }[] {
  const typesOf = ({ input }: PromptTemplate): string[] =>
    Object.entries(input?.schema ?? {}).map(([field, type]) => `${field}: ${type}`);
  const examplesOf = ({ examples = [] }: PromptTemplate): string[] =>
    examples.flatMap(({ user, model }) => [`user: ${user}`, `model: ${model}`]);
  /** Of parts that few prompts have. */
  const rare = (part: string, linesOf: (template: PromptTemplate) => string[]) => {
    const [older, newer] = [before, after].map(({ template }) => linesOf(template));
    const text = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
    return older!.length + newer!.length === 0 ? [] : [{ part, patch: patchOf(text(older!), text(newer!)) }];
  };
  const partOf = (part: 'system' | 'user', { template }: NamedPrompt): string => template[part] ?? '';
  return [
    ...(['system', 'user'] as const).map((part) => ({
      part,
      patch: patchOf(partOf(part, before), partOf(part, after)),
    })),
    ...rare('examples', examplesOf),
    ...rare('generation', ({ generation }) => settingsOf(generation, ': ')),
    ...rare('input.schema', typesOf),
  ];
}

export function promptDiffLines(before: NamedPrompt, after: NamedPrompt): string[] {
  const named = (sign: string, { name, digest }: NamedPrompt): string =>
    colors.bold(`${sign} ${inline(name)}  ${shortDigest(digest)}`);
  const parts = promptDifferences(before, after);
  return [
    named('---', before),
    named('+++', after),
    ...parts.flatMap(({ part, patch }) =>
      patch === '' ? [colors.dim(`${part}: the same`)] : [`${part}:`, ...patchLines(patch)],
    ),
  ];
}
