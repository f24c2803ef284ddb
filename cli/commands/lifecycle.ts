/** landfall lifecycle: what breaks when, for every pipeline, model and location. */
import { join } from 'node:path';
import colors from 'picocolors';
import { loadCatalog } from '../../catalog';
import { loadEmbeddingModels } from '../../catalog/embeddings';
import { readSpecs } from '../../compiler/read-specs';
import { showProblem } from '../../core/problem';
import { checkPage, providerPages } from '../../core/retirement/page-check';
import { repositoryRoot } from '../../core/root';
import { plural, inline } from '../../core/wording';
import { servedUses, usesOf } from '../../operations/pipelines/base-uses';
import { createCloud, findCloud } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { fetchPage, findingLine, patchesFor } from '../provider-pages';
import { lifecycleRows, type LifecycleRow } from '../../operations/pipelines/lifecycle';
import { print, printJson } from '../output';
import { readPipelineStates } from '../../operations/pipelines/pipeline-states';
import { unknownPipeline } from '../../operations/pipelines/pipelines';
import { tableLines, type TableColumn } from '../render/table';
import { formatDay } from '../../core/quantities';
import { terminalWidth } from '../render/text';

export interface LifecycleOptions {
  /** ISO 8601; the day of the local cloud where it runs, or else today. */
  on?: string;
  region: string;
  /** Days: what closes by then, or has closed, makes the command fail. */
  within?: number;
  /** Looks at providers' pages, and at no pipeline. */
  check?: boolean;
  json?: boolean;
}

/**
 * By the folders of this checkout, and by production where a local cloud runs.
 * @returns the exit code: that of a failure where something closes `within`, or a page does not say what the catalog does
 */
export async function lifecycle(pipeline: string | undefined, options: LifecycleOptions): Promise<number> {
  const { within = -Infinity, check, json } = options;
  if (check) return checkPages(json);
  const rows = await readRows(pipeline, options);
  const soon = rows.filter(({ daysLeft = Infinity }) => daysLeft <= within);
  if (json) printJson(rows);
  else {
    print(lifecycleLines(rows, terminalWidth(process.stdout)).join('\n'));
    if (soon.length > 0) print(`${plural(soon.length, 'line')} within ${plural(within, 'day')}.`);
  }
  return soon.length > 0 ? exitCodes.failed : exitCodes.ok;
}

async function checkPages(json = false): Promise<number> {
  const root = repositoryRoot();
  const catalog = loadCatalog(root);
  const pages = await Promise.all(providerPages(catalog).map((url) => fetchPage(url)));
  const findings = pages.flatMap((page) => checkPage(page, catalog));
  const patches = patchesFor(findings, root);
  if (json) printJson({ findings, patches });
  else print([...findings.map(findingLine), ...patches].join('\n'));
  return findings.every(({ found }) => found === 'unchanged') ? exitCodes.ok : exitCodes.failed;
}

/** @throws OperationError (usage) for folders that cannot be read, and for a pipeline that there is not */
async function readRows(pipeline: string | undefined, { on, region }: LifecycleOptions): Promise<LifecycleRow[]> {
  const root = repositoryRoot();
  const { pipelines, corpora, problems } = readSpecs(join(root, 'pipelines'));
  if (problems.length > 0)
    throw new OperationError('What some pipelines stand on cannot be read.', {
      exitCode: exitCodes.usage,
      why: problems.map(showProblem).join('\n'),
      next: 'correct these lines and repeat the command',
    });
  const status = await findCloud();
  const cloud = status && createCloud(status);
  const served = (cloud ? await readPipelineStates(cloud) : []).flatMap(({ production }) => production ?? []);
  const uses = [
    ...served.flatMap((production) => {
      const { alsoAt = [] } = pipelines.find(({ name }) => name === production.pipeline)?.deployment ?? {};
      return servedUses(production).map((use) => ({ pipeline: production.pipeline, use, alsoAt }));
    }),
    ...pipelines.flatMap((spec) => usesOf(spec, corpora).map((use) => ({ pipeline: spec.name, use }))),
  ];
  const known = [...new Set(uses.map((each) => each.pipeline))];
  if (pipeline !== undefined && !known.includes(pipeline)) throw unknownPipeline(pipeline, known);
  const models = { catalog: loadCatalog(root), embeddingModels: loadEmbeddingModels(root) };
  const day = on === undefined ? new Date(cloud?.now() ?? Date.now()) : new Date(on);
  return lifecycleRows(
    uses.filter((each) => pipeline === undefined || each.pipeline === pipeline),
    models,
    { region: status?.region ?? region, on: day },
  );
}

const columns: TableColumn[] = [
  { title: 'pipeline' },
  { title: 'model' },
  { title: 'what', leftOut: 2 },
  { title: 'where', leftOut: 1 },
  { title: 'closes on' },
  { title: 'days left', isNumber: true },
  { title: 'then', isText: true },
];

/** A line a row: "email-summary  gemini-3.1-flash-lite  inference  us  2027-05-07 or later  159  answers of … end with 404". */
export function lifecycleLines(rows: LifecycleRow[], terminalColumns?: number): string[] {
  if (rows.length === 0) return ['No pipeline stands on a model.'];
  const cells = rows.map((row) => {
    const { pipeline, base, action, location, state, closesOn, orLater, daysLeft, unsure } = row;
    const until =
      closesOn === undefined ? 'not known' : `${closesOn}${orLater ? ' or later' : ''}${unsure ? ' (?)' : ''}`;
    const left = state === 'closed' ? colors.red('closed') : String(daysLeft ?? '–');
    return [
      inline(pipeline),
      inline(base),
      action,
      location,
      until,
      left,
      [...row.breaks, ...planOf(row)].map(inline).join('; '),
    ];
  });
  return tableLines(columns, cells, { terminalColumns, paint: colors.bold });
}

function planOf({ successor, plannedOn }: LifecycleRow): string[] {
  if (plannedOn === undefined) return [];
  if (successor === undefined) return ['no successor is known'];
  return [`${successor} planned for ${formatDay(plannedOn)}`];
}
