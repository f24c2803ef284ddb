/** Prompts as lines of a terminal: which there are, how candidates did with each, and what differs between two. */
import colors from 'picocolors';
import type { NamedPrompt } from '../find-prompt';
import { patchOf } from '../patch';
import type { KnownPrompt, PromptUse } from '../prompts';
import { patchLines } from './diff-lines';
import { metricTitle } from './metrics-table';
import { tableLines, type TableColumn } from './table';
import { inline } from './text';

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

/** A line a prompt; its score is that of what is in production with it, else of the best candidate of its last evaluation. */
export function promptsTable(prompts: KnownPrompt[], terminalColumns?: number): string[] {
  const rows = prompts.map((prompt) => {
    const { pipeline, digest, files, fields, usedBy, production, uses } = prompt;
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
    ];
  });
  return tableLines(promptColumns, rows, { terminalColumns, paint: colors.bold });
}

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
  const typesOf = ({ template }: NamedPrompt): string =>
    Object.entries(template.input?.schema ?? {})
      .map(([field, type]) => `${field}: ${type}\n`)
      .join('');
  const partOf = (part: 'system' | 'user', { template }: NamedPrompt): string => template[part] ?? '';
  const hasTypes = [before, after].some(({ template }) => template.input);
  return [
    ...(['system', 'user'] as const).map((part) => ({
      part,
      patch: patchOf(partOf(part, before), partOf(part, after)),
    })),
    ...(hasTypes ? [{ part: 'input.schema', patch: patchOf(typesOf(before), typesOf(after)) }] : []),
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
