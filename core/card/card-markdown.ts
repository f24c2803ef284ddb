/** The dataset card as a page for a person: what is in the version, what was found wrong with it, what it was made of. */
import type { Check, DatasetCard, SplitStatistics } from '../../schemas/generated/types';
import { titleOf } from '../checks';
import { percent, plural, thousands } from '../wording';
import { address, cellTable, fencedBlock, plainText, quotedText } from './markdown';

export function markdownOf(card: DatasetCard): string {
  const { pipeline, version, createdAt, madeByRun } = card;
  const sections = [
    `# ${plainText(pipeline)}: dataset version ${plainText(version)}`,
    `Made ${plainText(createdAt.slice(0, 16).replace('T', ' '))} UTC by run ${plainText(madeByRun)}. ${summary(card)}`,
    ...forgottenSection(card),
    splitTable(card),
    ...leftOutSection(card),
    ...curatedSection(card),
    ...checkSection(card.checks),
    ...labelSection(card.statistics),
    ...sampleSection(card.samples),
    sourceSection(card),
    makingSection(card),
    fileSection(card),
  ];
  return `${sections.join('\n\n')}\n`;
}

function summary({ selected, train, evaluation, validation, curated }: DatasetCard): string {
  const used = train + evaluation + validation;
  const share = used < selected ? ` (${percent(used / selected)})` : '';
  const from = curated ? 'training.sql and production gave' : 'training.sql selected';
  return `${from} ${plural(selected, 'example')}, of which ${thousands(used)}${share} are used.`;
}

/** Said first: what stands below, but for the counts of the splits, is of the version as it was made. */
function forgottenSection({ forgotten = [] }: DatasetCard): string[] {
  if (forgotten.length === 0) return [];
  const lines = forgotten.map(
    ({ at, examples }) => `- ${plural(examples, 'example')} on ${plainText(at.slice(0, 10))}`,
  );
  return [
    '**Forgotten** since it was made: the files hold fewer examples than the version is the digest of, and statistics and checks are of all.',
    lines.join('\n'),
  ];
}

type Split = SplitStatistics['split'];
const splits: Split[] = ['train', 'evaluation', 'validation'];

function splitTable(card: DatasetCard): string {
  const counted = splits.filter((split) => card[split] > 0);
  const statisticsOf = new Map(card.statistics.map((each) => [each.split, each]));
  const tokens = (each?: SplitStatistics['promptTokens']) =>
    each ? [each.median, each.p95, each.maximum].map(thousands).join(' / ') : '';
  const languages = (each?: SplitStatistics) =>
    Object.entries(each?.languages ?? {})
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 4)
      .map(([language, count]) => `${language === 'und' ? 'not told' : plainText(language)} ${thousands(count)}`)
      .join(', ');
  return cellTable([
    ['split', 'examples', 'groups', 'prompt tokens (median / p95 / most)', 'target tokens', 'languages'],
    ...counted.map((split) => {
      const each = statisticsOf.get(split);
      const groups = each ? thousands(each.groups) : '';
      return [
        split,
        thousands(card[split]),
        groups,
        tokens(each?.promptTokens),
        tokens(each?.targetTokens),
        languages(each),
      ];
    }),
  ]);
}

const reasons: Record<string, string> = {
  exactDuplicates: 'equal to another example in prompt and target',
  nearDuplicates: 'nearly equal to another example',
  personalData: 'personal data or secrets; their texts are kept nowhere',
  leakage: 'would give a held-out example away',
  sampling: 'beyond the caps of training.sampling',
  inBatch: 'answers of production to what the batch has an example of',
  newLabel: 'answers of production with a label that the batch does not have and one person alone has said',
  curatedShare: 'answers of production beyond their share',
  repeated: 'somebody has asked it again, or others agree',
  perUser: 'beyond what one user may give',
  emptyPrompt: 'what was asked stands in no field of one of the prompts',
  contradicted: 'no more than half of those who were asked agree',
};

function reasonTable(leftOut: Record<string, number>, what: string): string[] {
  const rows = Object.entries(leftOut).map(([reason, count]) => [
    plainText(reason),
    thousands(count),
    plainText(reasons[reason] ?? ''),
  ]);
  return rows.length > 0 ? [cellTable([['reason', what, 'what that means'], ...rows])] : [];
}

function leftOutSection({ leftOut }: DatasetCard): string[] {
  const table = reasonTable(leftOut, 'examples');
  return table.length > 0 ? ['## Left out', ...table] : [];
}

function curatedSection({ curated }: DatasetCard): string[] {
  if (!curated) return [];
  const { corrected, rated, leftOut } = curated;
  const joined = splits.map((split) => `${thousands(curated[split])} ${split}`).join(', ');
  return [
    '## Answers of production',
    `${thousands(corrected)} corrected ones and ${thousands(rated)} that were called good are among the examples: ${joined}.`,
    ...reasonTable(leftOut, 'left out'),
  ];
}

const rowsShown = 3;

function checkSection(checks: Check[]): string[] {
  if (checks.length === 0) return [];
  const outcomes = { failed: '**failed**', warned: '**warned**', passed: 'passed' };
  const order = Object.keys(outcomes);
  const sorted = checks.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const rows = sorted.map((check) => [plainText(titleOf(check)), outcomes[check.outcome], plainText(check.reason)]);
  const findings = sorted
    .filter(({ outcome, rows: found }) => outcome !== 'passed' && found.length > 0)
    .flatMap((check) => [
      `First of ${plainText(titleOf(check))}:`,
      check.rows
        .slice(0, rowsShown)
        .map(({ where, what }) => `- ${plainText(where)}: ${plainText(what)}`)
        .join('\n'),
    ]);
  return ['## Checks', cellTable([['check', 'outcome', 'finding'], ...rows]), ...findings];
}

const labelsShown = 20;

function labelSection(statistics: SplitStatistics[]): string[] {
  const counted = statistics.filter(({ labels }) => Object.keys(labels).length > 0);
  if (counted.length === 0) return [];
  const total = (label: string) => counted.reduce((sum, { labels }) => sum + (labels[label] ?? 0), 0);
  const names = [...new Set(counted.flatMap(({ labels }) => Object.keys(labels)))];
  const sorted = names.toSorted((a, b) => total(b) - total(a) || (a < b ? -1 : 1));
  const rows = sorted
    .slice(0, labelsShown)
    .map((label) => [`label ${quotedText(label)}`, ...counted.map(({ labels }) => thousands(labels[label] ?? 0))]);
  const more = sorted.length - rows.length;
  return [
    '## Labels',
    cellTable([['target', ...counted.map(({ split }) => split)], ...rows]),
    ...(more > 0 ? [`and ${plural(more, 'more label')}; dataset.json has them all.`] : []),
  ];
}

const charactersShown = 600;

function sampleSection(samples: DatasetCard['samples']): string[] {
  const shownSamples = samples.map(({ key, split, system, prompt, target, origins }) =>
    [
      `- ${split}, key ${quotedText(key)}`,
      ...(system ? [`  - system ${quotedText(system, charactersShown)}`] : []),
      `  - prompt ${quotedText(prompt, charactersShown)}`,
      `  - target ${quotedText(target, charactersShown)}`,
      `  - made of ${origins.map((origin) => address(origin)).join(', ')}`,
    ].join('\n'),
  );
  return samples.length > 0 ? ['## A few examples', shownSamples.join('\n')] : [];
}

function sourceSection({ sources }: DatasetCard): string {
  const rows = sources.flatMap(({ source, rows: total, objects }) =>
    objects.length === 0
      ? [[plainText(source), 'nothing', '', thousands(total), '']]
      : objects.map(({ uri, generation, rows: count, digest }) => [
          plainText(source),
          `object ${address(uri)}`,
          plainText(generation),
          thousands(count),
          plainText(digest.slice(0, 12)),
        ]),
  );
  return ['## Sources', cellTable([['source', 'object', 'generation', 'rows', 'SHA-256'], ...rows])].join('\n\n');
}

function makingSection({ split, promptDigest, trainingSql }: DatasetCard): string {
  const { evaluationShare, validationShare = 0, salt, stratifyBy, column } = split;
  const shares = [`${percent(evaluationShare)} held out`];
  if (validationShare > 0) shares.push(`${percent(validationShare)} for the tuner to measure itself on`);
  const strata = stratifyBy ? `, the same of each ${quotedText(stratifyBy)}` : '';
  return [
    '## How it was made',
    `${column === undefined ? `Split by the hash of each group: ${shares.join(', ')}${strata}, salt ${quotedText(salt)}` : `Split as the column ${quotedText(column)} says`}. Prompt template ${plainText(promptDigest.slice(0, 12))}. The examples are what this selects:`,
    fencedBlock('sql', trainingSql),
  ].join('\n\n');
}

function fileSection({ trainUri, evaluationUri, validationUri, lineageUri, table: dataset }: DatasetCard): string {
  const files = [trainUri, evaluationUri, ...(validationUri ? [validationUri] : [])];
  const list = [
    ...files.map((uri) => `- file ${address(uri)}`),
    `- file ${address(lineageUri)}: for each line of the others its key and the landed rows that it was made of`,
    `- table ${address(dataset)}: every selected example, exported or left out`,
  ];
  return ['## Files', list.join('\n')].join('\n\n');
}
