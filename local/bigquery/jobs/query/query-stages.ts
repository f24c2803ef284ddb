/**
 * DuckDB's plan as BigQuery tells its own (cloud.google.com/bigquery/docs/query-plan-explanation): stages of steps, a new one
 * wherever rows have to wait for all others, each with the rows that it read and wrote.
 */
import type { Operator, Profile } from '../../duckdb/profile';

export interface Step {
  kind: string;
  substeps: string[];
}

interface Stage {
  steps: Step[];
  inputs: number[];
  name: string;
  read: number;
  written: number;
  seconds: number;
}

/** Operators that a stage takes along, and the kind of step that they are. */
const streaming: Record<string, string> = {
  FILTER: 'FILTER',
  PROJECTION: 'COMPUTE',
  UNNEST: 'COMPUTE',
  STREAMING_LIMIT: 'LIMIT',
  LIMIT: 'LIMIT',
  STREAMING_WINDOW: 'ANALYTIC_FUNCTION',
};

/** Operators that wait for all rows: a new stage, its kind of step and the stage's name. */
const breaking: [RegExp, kind: string, name: string][] = [
  [/JOIN|CROSS_PRODUCT|POSITIONAL/, 'JOIN', 'Join'],
  [/GROUP_BY|AGGREGATE|DISTINCT/, 'AGGREGATE', 'Aggregate'],
  [/TOP_N|ORDER_BY/, 'SORT', 'Sort'],
  [/WINDOW/, 'ANALYTIC_FUNCTION', 'Analytic'],
  [/UNION|CTE/, 'READ', 'Union'],
];

const sink =
  /^(INSERT|BATCH_INSERT|CREATE_TABLE_AS|BATCH_CREATE_TABLE_AS|RESULT_COLLECTOR|UPDATE|DELETE|(BATCH_)?COPY_TO_FILE|EXPLAIN_ANALYZE)$/;

/** The REST API's `queryPlan`; times in milliseconds since 1970. */
export function queryPlanOf({ root }: Profile, startMs: number, endMs: number): Record<string, unknown>[] {
  if (!root) return [];
  const stages: Stage[] = [];
  const last = visit(sink.test(root.operator_name) ? root.children[0] : root, stages);
  if (last !== undefined) {
    stages[last]!.steps.push({ kind: 'WRITE', substeps: ['TO __root_union0'] });
    stages[last]!.name = stages.length === 1 ? 'Input' : 'Output';
  }
  const most = Math.max(...stages.map(({ seconds }) => seconds), 1e-9);
  return stages.map((stage, id) => resourceOf(stage, id, most, startMs, endMs));
}

/** The stage in which an operator's rows come out. */
function visit(operator: Operator | undefined, stages: Stage[]): number | undefined {
  if (!operator) return undefined;
  const kind = streaming[operator.operator_name];
  const inputs = operator.children.map((child) => visit(child, stages)).filter((id) => id !== undefined);
  let id = kind && inputs.length === 1 ? inputs[0]! : undefined;
  if (id === undefined) {
    const [, step, name] = breaking.find(([pattern]) => pattern.test(operator.operator_name)) ?? [];
    for (const input of inputs)
      stages[input]!.steps.push({ kind: 'WRITE', substeps: [`TO __stage${two(input)}_output`] });
    id = stages.push({ steps: [], inputs, name: name ?? 'Input', read: 0, written: 0, seconds: 0 }) - 1;
    const stage = stages[id]!;
    if (inputs.length === 0) stage.steps.push({ kind: 'READ', substeps: scanOf(operator) });
    for (const input of inputs) stage.steps.push({ kind: 'READ', substeps: [`FROM __stage${two(input)}_output`] });
    stage.read = inputs.length
      ? inputs.reduce((sum, input) => sum + stages[input]!.written, 0)
      : Math.max(operator.operator_rows_scanned, operator.operator_cardinality);
    if (step && step !== 'READ') stage.steps.push({ kind: step, substeps: detailsOf(operator) });
  } else stages[id]!.steps.push({ kind: kind!, substeps: detailsOf(operator) });
  stages[id]!.written = operator.operator_cardinality;
  stages[id]!.seconds += operator.operator_timing;
  return id;
}

const listOf = (value: string | string[] | undefined): string[] => [value ?? []].flat();

/** A detail is shown in one line, however long the expression. */
const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
};

function scanOf({ operator_name: name, extra_info: info }: Operator): string[] {
  const [table] = listOf(info['Table']);
  const columns = listOf(info['Projections']).map(short);
  const filters = listOf(info['Filters']).map(short);
  return [
    ...(columns.length ? [columns.join(', ')] : []),
    `FROM ${table?.replace(/^warehouse\./, '').replaceAll('"', '') ?? name}`,
    ...(filters.length ? [`WHERE ${filters.join(' AND ')}`] : []),
  ];
}

const detailsOf = ({ extra_info: info }: Operator): string[] =>
  Object.entries(info)
    .filter(([key]) => key !== 'Estimated Cardinality' && key !== 'Join Type' && !key.startsWith('Dynamic'))
    .map(([key, value]) => [key, listOf(value).filter(Boolean).map(short).join(', ')] as const)
    .filter(([, text]) => text)
    .map(([key, text]) =>
      key === 'Conditions'
        ? `${info['Join Type'] as string} JOIN ON ${text}`
        : key === 'Expression'
          ? text
          : `${key.toUpperCase()} ${text}`,
    );

const two = (id: number): string => String(id).padStart(2, '0');

function resourceOf(stage: Stage, id: number, most: number, startMs: number, endMs: number): Record<string, unknown> {
  const { name, steps, inputs, read, written, seconds } = stage;
  const milliseconds = String(Math.round(seconds * 1000));
  const isInput = inputs.length === 0;
  const ratio = Math.min(1, seconds / most);
  return {
    name: `S${two(id)}: ${name}`,
    id: String(id),
    startMs: String(startMs),
    endMs: String(endMs),
    ...(inputs.length && { inputStages: inputs.map(String) }),
    waitRatioAvg: 0,
    waitMsAvg: '0',
    waitRatioMax: 0,
    waitMsMax: '0',
    readRatioAvg: isInput ? ratio : 0,
    readMsAvg: isInput ? milliseconds : '0',
    readRatioMax: isInput ? ratio : 0,
    readMsMax: isInput ? milliseconds : '0',
    computeRatioAvg: isInput ? 0 : ratio,
    computeMsAvg: isInput ? '0' : milliseconds,
    computeRatioMax: isInput ? 0 : ratio,
    computeMsMax: isInput ? '0' : milliseconds,
    writeRatioAvg: 0,
    writeMsAvg: '0',
    writeRatioMax: 0,
    writeMsMax: '0',
    shuffleOutputBytes: '0',
    shuffleOutputBytesSpilled: '0',
    recordsRead: String(read),
    recordsWritten: String(written),
    parallelInputs: '1',
    completedParallelInputs: '1',
    status: 'COMPLETE',
    steps,
    slotMs: milliseconds,
  };
}
