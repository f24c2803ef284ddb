/** The version that the examples are compared with: the one in production, else the last one made. */
import type { TransformContext } from '../context';
import { findLatest } from '../latest-version';
import { findHistogram } from './features';
import type { HistogramRow } from './histogram';
import type { Figures } from './measurements';
import { measureShift } from './shift';

export interface EarlierVersion {
  /** In words: version 3f9a2c1b0d4e, in production */
  name: string;
  table: string;
}

/** How far the examples of a version have moved from the earlier one's; not measured when there is none to compare with. */
export async function measureShiftFromEarlier(
  { version, histogram }: { version: string; histogram: Promise<HistogramRow[]> },
  context: TransformContext,
): Promise<Figures> {
  const earlier = await findEarlier(version, context);
  if ('reason' in earlier) return { unit: 'index', measured: null, count: 0, total: 0, reason: earlier.reason };
  return measureShift(await histogram, await findHistogram(earlier.table, context, 'earlier'), earlier.name);
}

/** The reason in words when there is nothing to compare with. */
export async function findEarlier(
  version: string,
  context: TransformContext,
): Promise<EarlierVersion | { reason: string }> {
  const found = (await inProduction(context)) ?? (await lastMade(context));
  if (!found) return { reason: 'there is no earlier version' };
  const { name, table } = found;
  if (found.version === version) return { reason: `${name}, is this one` };
  const columns = await context.deps.warehouse.columns(table);
  if (!columns?.some((column) => column.name === 'split_number')) return { reason: `the table of ${name}, is gone` };
  return { name, table };
}

type Found = EarlierVersion & { version: string };

async function inProduction({ run, deps, steps }: TransformContext): Promise<Found | undefined> {
  const production = await deps.ledger.findProduction(run.pipeline);
  if (!production) return undefined;
  const output = await deps.ledger.findOutput({ pipeline: run.pipeline, run: production.value.run }, 'transform');
  if (!output) return undefined;
  const { version } = output.data;
  return { version, name: `version ${version}, in production`, table: steps.versionTable(version) };
}

async function lastMade(context: TransformContext): Promise<Found | undefined> {
  const latest = await findLatest(context);
  if (!latest) return undefined;
  const { version, table } = latest;
  return { version, name: `version ${version}, the last one made`, table };
}
