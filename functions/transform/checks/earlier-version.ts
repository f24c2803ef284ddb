/** The version that the examples are compared with: the one in production, else the last one made. */
import type { LatestVersion } from '../../../schemas/generated/types';
import { latestUri } from '../card/card';
import { versionTable, type TransformContext } from '../context';

export interface EarlierVersion {
  /** In words: version 3f9a2c1b0d4e, in production */
  name: string;
  table: string;
}

/** Undefined, with the reason in words, when there is nothing to compare with. */
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

async function inProduction(context: TransformContext): Promise<Found | undefined> {
  const { run, deps } = context;
  const production = await deps.ledger.findProduction(run.pipeline);
  if (!production) return undefined;
  const output = await deps.ledger.findOutput({ pipeline: run.pipeline, run: production.value.run }, 'transform');
  if (!output) return undefined;
  const { version } = output.data;
  return { version, name: `version ${version}, in production`, table: versionTable(version, context) };
}

async function lastMade(context: TransformContext): Promise<Found | undefined> {
  const found = await context.deps.objects.read(latestUri(context));
  if (!found) return undefined;
  const { version, table } = JSON.parse(found.text) as LatestVersion;
  return { version, name: `version ${version}, the last one made`, table };
}
