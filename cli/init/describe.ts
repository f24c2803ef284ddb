/** Says in words what init has made, what it took for what, and what to look at. */
import { sourceOfPath } from '../../operations/drop/batch';
import type { Decisions } from './make-plan';
import type { ExaminedSource } from './examine';
import { evaluationShare, maxOutputTokens } from './plan';
import { oddRows, type ColumnProfile } from './profile';
import { shareOf } from './training-sql';
import { formNames } from '../../core/formats/conversations';
import { formatNames } from '../../formats/recognise';
import { percent, plural, quoted, thousands } from '../../core/wording';
import { shellWord } from '../../core/shell-word';
import type { SourceColumn } from './guess';
import type { OwnSplit } from './own-split';

const called = ({ source, profile }: SourceColumn): string => `${source}.${profile.name}`;

/** What is learnt, from what and why, and how to say otherwise, with the columns that come next. */
export function describeTarget({ plan, guess }: Decisions): string[] {
  if (plan.example.kind === 'conversations' || !guess) return [];
  const { target, inputs } = plan.example;
  const given = inputs.map(({ column }) => called(column)).join(' and ');
  const others = guess.others.slice(0, 2).map((column) => shellWord(`--target=${called(column)}`));
  return [
    `${called(target)} (${guess.reasons.target}), from ${given} (${guess.reasons.input})`,
    `something else: ${others.length > 0 ? others.join(' or ') : '--target COLUMN'}, and --force`,
  ];
}

/** Each file with what it was recognised as. */
export function describeFiles(sources: ExaminedSource[]): string[] {
  return sources.map(({ files, table, conversations }) => {
    const { format, compression, delimiter, headerLine = 1 } = files[0]!;
    const what = [
      formatNames[format],
      ...(delimiter && delimiter !== ',' ? [`delimiter ${JSON.stringify(delimiter)}`] : []),
      ...(headerLine > 1 ? [`header on line ${headerLine}`] : []),
      ...(compression === 'gzip' ? ['gzip'] : []),
      ...(conversations ? [formNames[conversations.form]] : []),
    ];
    const paths =
      files.length === 1 ? files[0]!.path : `${files[0]!.path} and ${plural(files.length - 1, 'file')} like it`;
    return `${paths}: ${what.join(', ')}, ${plural(table.rows, 'row')}`;
  });
}

/** Each usable column: its type, whether it is required, what it is for. */
export function describeColumns(
  { plan }: Decisions,
  sources: ExaminedSource[],
): [column: string, type: string, use: string][] {
  const { example } = plan;
  if (example.kind === 'conversations') return [];
  const uses: [SourceColumn | undefined, string][] = [
    ...example.inputs.map(({ column, field }): [SourceColumn, string] => [column, `→ {{${field}}} of the prompt`]),
    [example.target, '→ the target'],
    [example.key, '→ the key'],
    [example.group, '→ the group'],
    [example.split, '→ the split'],
  ];
  return plan.sources.flatMap(({ name, schema }) =>
    profilesOf(name, sources).map((profile): [string, string, string] => {
      const { type, format } = schema.properties![profile.name]!;
      const presence = schema.required?.includes(profile.name) ? 'required' : 'may be missing';
      const found = uses.filter(([column]) => column?.source === name && column.profile === profile);
      return [
        `${name}.${profile.name}`,
        `${format ?? [type ?? []].flat().join(' or ')}, ${presence}`,
        found.map(([, use]) => use).join(', '),
      ];
    }),
  );
}

const profilesOf = (name: string, sources: ExaminedSource[]): ColumnProfile[] =>
  sources.find((source) => source.name === name)!.columns;

/** What was assumed, each as a sentence that a person can agree with or not. */
export function describeAssumptions(
  { plan, joins, apart, missedSplit }: Decisions,
  sources: ExaminedSource[],
): string[] {
  const { example, isLabels, rows, mostTargetTokens } = plan;
  const measure = isLabels
    ? `The answers are ${kindOfLabels(plan)}labels, so the gate asks for exact matches.`
    : 'The answers are texts, so the gate asks for ROUGE-L.';
  const open = isLabels
    ? [
        'Any text may be answered: generation.choices of pipeline.yaml allows labels alone, at the price that stands there.',
      ]
    : [];
  const ownSplit = example.kind === 'columns' ? example.split : undefined;
  const rest = [
    ownSplit
      ? `${called(ownSplit)} says which examples are held out.`
      : `${percent(evaluationShare(rows))} of the examples are held out for evaluation.`,
    ...open,
    `An answer has at most ${maxOutputTokens(mostTargetTokens)} tokens.`,
  ];
  if (example.kind === 'conversations') {
    const { facts } = example;
    const said =
      plan.system !== undefined
        ? 'All have the same system prompt: it stands in prompt.yaml.'
        : facts.withSystem > 0
          ? 'Their system prompts differ: each example keeps its own, and a request gives one.'
          : 'They have no system prompt.';
    const turns =
      facts.withHistory > 0 ? [`Earlier turns are kept, of ${plural(facts.withHistory, 'conversation')}.`] : [];
    const bad =
      facts.unreadable > 0 ? [`What cannot be trained on: ${plural(facts.unreadable, 'row')}, put aside.`] : [];
    const leftOut = facts.leftOut.map(
      ([name, count]) => `${name} is left out, of ${plural(count, 'row')}: the model learns the answer alone.`,
    );
    return [said, ...turns, ...leftOut, ...bad, measure, ...rest];
  }
  const { key, group } = example;
  return [
    key ? `${called(key)} names a row.` : 'No column names a row: the key is a digest of the texts.',
    ...(group ? [`Rows with the same ${called(group)} are held out together.`] : []),
    ...joins.map(
      ({ from, to, found }) =>
        `${called(from)} is found in ${called(to)} for ${shareOf(found)} of its rows: they are joined by it.`,
    ),
    ...apart.map((name) => `${name} is left out: no column of it names what the other files refer to.`),
    ...rejected(plan, sources),
    ...unusual(plan, sources),
    ...(missedSplit ? [missed(missedSplit)] : []),
    measure,
    ...rest,
  ];
}

/** A split of the data set's own that a few rows keep from being used. */
function missed({ column, others }: OwnSplit): string {
  const count = others.reduce((sum, [, rows]) => sum + rows, 0);
  const values = others.map(([value]) => (value === '' ? 'nothing' : quoted(value, 30))).join(' or ');
  return (
    `${called(column)} was not taken for the split: ${thousands(count)} of ${plural(column.rows, 'row')} ` +
    `${count === 1 ? 'says' : 'say'} ${values}, and a split is train, validation or test. ` +
    `Leave those rows out, or write one of these in them, and make the pipeline anew with --force.`
  );
}

/** Of pairs of answers the chosen one is learnt. */
function rejected({ example }: Decisions['plan'], sources: ExaminedSource[]): string[] {
  if (example.kind === 'conversations' || example.target.profile.name !== 'chosen') return [];
  const { source } = example.target;
  const isThere = profilesOf(source, sources).some(({ name }) => name === 'rejected');
  return isThere ? [`${source}.rejected is left out: the model learns the chosen answer alone.`] : [];
}

/** "77 ", where they were counted. */
const kindOfLabels = ({ example }: Decisions['plan']): string =>
  example.kind === 'columns' ? `${thousands(example.target.profile.distinct)} ` : '';

function unusual(plan: Decisions['plan'], sources: ExaminedSource[]): string[] {
  if (plan.example.kind === 'conversations') return [];
  const { target, inputs } = plan.example;
  const isFilled = ({ source, profile }: SourceColumn): boolean => {
    const { schema } = plan.sources.find(({ name }) => name === source)!;
    return schema.required?.includes(profile.name) === true && schema.properties?.[profile.name]?.minLength === 1;
  };
  const blank = [target, ...inputs.slice(0, 1).map(({ column }) => column)]
    .filter((column) => column.profile.blank > 0 && !isFilled(column))
    .map((column) => `No example comes of ${plural(column.profile.blank, 'row')} without ${called(column)}.`);
  const odd = plan.sources.flatMap(({ name, needed }) =>
    profilesOf(name, sources).flatMap((column) => {
      const { format } = sources.find((source) => source.name === name)!.files[0]!;
      return oddRows(column, format, needed.has(column.name)).map((text) => `${name}.${text}: put aside.`);
    }),
  );
  return [...describeNameless(sources), ...blank, ...odd];
}

const mostNames = 5;

/** Files of CSV that perhaps have no header, and how to give them one. */
export const describeNameless = (sources: ExaminedSource[]): string[] =>
  sources.flatMap(({ files, table, namedLikeValues: [column] }) => {
    if (column === undefined) return [];
    const { path, delimiter = ',' } = files[0]!;
    const names = table.columns.slice(0, mostNames).map((_, i) => `name${i + 1}`);
    const header = [...names, ...(table.columns.length > mostNames ? ['…'] : [])].join(delimiter);
    return [
      `The first row of ${path} holds the names of its columns, though "${column}" is a value of its own column as well: ` +
        `if that row is data, write a row of names above it, ${header} say.`,
    ];
  });

/** Columns that cannot be used, with the reason and how to rename them. */
export function describeUnusable(sources: ExaminedSource[]): string[] {
  return sources.flatMap(({ unusable, files, name }) =>
    unusable.map(
      ({ position, name: column, why, better }) =>
        `column ${position} of ${files[0] ? name : ''}, ${JSON.stringify(column)}: ${why}; renamed ${better}, say, it could be used`,
    ),
  );
}

/** The command that drops the files which the pipeline was made from. */
export function dropCommand({ plan }: Decisions, sources: ExaminedSource[]): string {
  const used = sources.filter(({ name }) => plan.sources.some((source) => source.name === name));
  const words = used.flatMap(({ name, files }) =>
    files.map(({ path }) => {
      const isNamed = used.length === 1 || (files.length === 1 && sourceOfPath(path) === name);
      return isNamed ? shellWord(path) : `--source ${name}=${shellWord(path)}`;
    }),
  );
  const shown = words.length > 6 ? [...words.slice(0, 5), '…'] : words;
  return `npx landfall drop ${plan.name} ${shown.join(' ')} --wait`;
}
