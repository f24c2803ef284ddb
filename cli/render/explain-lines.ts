/** The warehouse jobs of a run as a table, and one of them with its statement and its plan. */
import colors from 'picocolors';
import type { WarehousePrices } from '../../catalog/prices';
import type { PlanStage, WarehouseJob } from '../../operations/warehouse/jobs';
import type { PricedJob } from '../../operations/warehouse/statements';
import { labelled, labelledProse } from './run-lines';
import { plural, quoted, thousands, visible, inline } from '../../core/wording';
import { tableLines, type TableColumn } from './table';
import { cut } from './text';
import { formatBytes, formatDollars, formatSeconds } from '../../core/quantities';

const columns: TableColumn[] = [
  { title: 'step' },
  { title: 'kind', leftOut: 2 },
  { title: 'rows', isNumber: true, leftOut: 4 },
  { title: 'read', isNumber: true, leftOut: 3 },
  { title: 'billed', isNumber: true, leftOut: 1 },
  { title: 'time', isNumber: true },
  { title: 'cost', isNumber: true },
];

/**
 * One line a job, a second one where there is something to add (in a pipe a column), and the sum of those that this run has
 * caused.
 */
export function jobLines(all: PricedJob[], run: string, terminalColumns?: number): string[] {
  const jobs = foldLoads(all);
  const own = all.filter((job) => job.run === run);
  const sum = (of: (job: PricedJob) => number): number => own.reduce((total, job) => total + of(job), 0);
  const rows = jobs.map((job) => [inline(job.step), job.kind, ...amounts(job), timeOf(job), costText(job)]);
  const total = [
    `${own.length === all.length ? 'all' : 'of this run'}`,
    plural(own.length, 'job'),
    '',
    formatBytes(sum(({ bytes }) => bytes)),
    formatBytes(sum(({ cost }) => cost.bytesBilled)),
    formatSeconds(sum(({ seconds = 0 }) => seconds)),
    formatDollars(sum(({ cost }) => cost.amount)),
  ].map((cell) => colors.bold(cell));
  if (terminalColumns === undefined) {
    const noted = jobs.map((job, i) => [...rows[i]!, notesOf(job, run).join('; ')]);
    return tableLines([...columns, { title: 'note' }], [...noted, [...total, '']]);
  }
  const options = { terminalColumns: terminalColumns - indent.length, paint: colors.dim };
  const [head, ...lines] = tableLines(columns, [...rows, total], options);
  const last = lines.pop()!;
  const noted = lines.flatMap((line, i) => [line, ...notesOf(jobs[i]!, run).map((note) => `  ${colors.dim(note)}`)]);
  return [head!, ...noted, last].map((line) => indent + line);
}

const indent = '  ';

/** More loads than these of one source, which came in parts, are one line. */
const mostLoads = 5;

function foldLoads(jobs: PricedJob[]): PricedJob[] {
  const partsOf = new Map<string, PricedJob[]>();
  for (const job of jobs) {
    // A failed load is told by itself.
    const name = job.kind === 'load' && job.error === undefined ? `${job.step} of ${job.run}` : job.id;
    const parts = partsOf.get(name);
    if (parts) parts.push(job);
    else partsOf.set(name, [job]);
  }
  return [...partsOf.values()].flatMap((parts) => {
    if (parts.length <= mostLoads) return parts;
    const sum = (of: (part: PricedJob) => number): number => parts.reduce((total, part) => total + of(part), 0);
    const step = `${parts[0]!.step} ×${thousands(parts.length)}`;
    return [{ ...parts[0]!, step, rows: sum(({ rows = 0 }) => rows), seconds: sum(({ seconds = 0 }) => seconds) }];
  });
}

const amounts = ({ rows, kind, bytes, cost }: PricedJob): string[] => [
  rows === undefined ? '–' : thousands(rows),
  kind === 'load' ? '–' : formatBytes(bytes),
  cost.bytesBilled === 0 ? '–' : formatBytes(cost.bytesBilled),
];

const timeOf = ({ seconds, state }: PricedJob): string =>
  seconds === undefined ? state.toLowerCase() : formatSeconds(seconds);

const costText = ({ kind, cost }: PricedJob): string =>
  kind === 'load' && cost.amount === 0 ? 'free' : formatDollars(cost.amount);

function notesOf({ run: by, isCached, error, id, step, kind }: PricedJob, run: string): string[] {
  // A job that is tried again has its first id, which ends with its step, and a number.
  const attempt = id.includes(`-${step}-`) ? /-(\d{1,3})$/.exec(id)?.[1] : undefined;
  return [
    by === run ? '' : `${kind === 'load' ? 'loaded' : 'done'} by run ${inline(by || '(none)')}, and used again`,
    isCached ? 'answered from the cache' : '',
    error === undefined ? '' : `failed: ${inline(error)}`,
    attempt === undefined || error !== undefined ? '' : `attempt ${Number(attempt) + 1}`,
  ].filter((note) => note !== '');
}

/** How the figures are to be read. */
export function explainNotes(prices: WarehousePrices): string {
  const { perTiB, minimumBytes, freeBytesPerMonth, provenance } = prices;
  const measured =
    'Read are logical bytes, counted as BigQuery counts them; rows, times and plans are those of the local warehouse, whose engine is DuckDB. ';
  return labelledProse(
    'Note',
    `${measured}Cost is BigQuery's on demand: ${formatDollars(perTiB)} per TiB read, ${formatBytes(minimumBytes)} or more for each table that a query refers to; loading is free, and so is the first ${thousands(freeBytesPerMonth / 2 ** 40)} TiB each month (${provenance.perTiB.source}, as of ${provenance.perTiB.asOf}).`,
    colors.dim,
  );
}

/** A job's statement, its parameters and its plan. */
export function jobDetails(job: PricedJob): string {
  const { id, step, kind, sql, parameters, plan, error, tables, destination } = job;
  return [
    labelled('Step', `${inline(step)}: ${kind} job ${inline(id)}, ${timeOf(job)}, ${costText(job)}`),
    ...(error === undefined ? [] : [labelled('Failed', colors.red(inline(error)))]),
    ...(tables.length > 0 ? [labelled('Reads', tables.map(inline).join('\n'))] : []),
    ...(destination === undefined ? [] : [labelled('Writes', inline(destination))]),
    ...(sql === undefined ? [] : ['', visible(sql.trimEnd())]),
    ...(parameters.length > 0 ? ['', ...parameters.map(parameterLine)] : []),
    '',
    ...(plan.length > 0
      ? plan.flatMap((stage) => stageLines(stage, plan))
      : [colors.dim('The warehouse tells no plan of this job.')]),
  ].join('\n');
}

const parameterLine = ({ name, value }: WarehouseJob['parameters'][number]): string =>
  `@${inline(name)} = ${typeof value === 'string' ? quoted(value, 100) : cut(inline(JSON.stringify(value)), 100)}`;

/** "S01: Join ← S00   reads 1,189 · writes 1,185", its steps indented below it. */
function stageLines({ name, inputs, recordsRead, recordsWritten, steps }: PlanStage, plan: PlanStage[]): string[] {
  // BigQuery names a stage "S01: Join+" and numbers it "1".
  const shortName = (id: string): string => plan.find((stage) => stage.id === id)?.name.split(':')[0] ?? id;
  const from = inputs.length > 0 ? ` ← ${inputs.map((id) => inline(shortName(id))).join(', ')}` : '';
  const head = `${colors.bold(inline(name))}${from}`;
  const records = `reads ${thousands(recordsRead)} · writes ${thousands(recordsWritten)}`;
  return [
    `${head}   ${colors.dim(records)}`,
    ...steps.flatMap(({ kind, substeps }) => [
      `  ${inline(kind)}`,
      ...substeps.map((substep) => colors.dim(`    ${inline(substep)}`)),
    ]),
  ];
}
