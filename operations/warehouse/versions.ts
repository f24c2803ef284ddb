/** Which dataset version is meant: by its id or the beginning of it, or by a run that made or used it. */
import { outputOf } from '../../core/stages';
import type { DatasetCard } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../errors';
import { runsNamed } from '../runs/find-run';
import type { RunName } from '../../core/ledger-layout';
import type { Ledger } from '../ledger/ledger';
import { mostLike } from '../most-like';

/**
 * The version's card.
 * @param name a version, PIPELINE/VERSION, or a run, or enough of it to know which is meant; versions come first
 * @throws OperationError (usage) when nothing, or more than one thing, is named so
 */
export async function findVersion(ledger: Ledger, name: string): Promise<DatasetCard> {
  const versions = await ledger.listVersions();
  // The same inputs may have made one version of two pipelines: PIPELINE/VERSION says which is meant.
  const found = versions.filter(({ pipeline, version }) =>
    (name.includes('/') ? `${pipeline}/${version}` : version).startsWith(name),
  );
  if (found.length > 1) throw several(name, found);
  const card = found[0] ? await ledger.readCard(found[0]) : await versionOfRun(ledger, name);
  if (card) return card;
  const similar = mostLike(
    name,
    versions.map(({ version }) => version),
  );
  const none = versions.length > 0 ? 'no version has a name like it' : 'no run has made one yet';
  throw new OperationError(`There is no dataset version "${name}".`, {
    exitCode: exitCodes.usage,
    why: similar ? `the most similar is ${similar}` : none,
    next: 'npx landfall datasets',
  });
}

/** @throws OperationError (usage) when the run has not come to a dataset */
async function versionOfRun(ledger: Ledger, name: string): Promise<DatasetCard | undefined> {
  const runs = runsNamed(await ledger.listRuns(), name);
  if (runs.length > 1) throw several(name, runs);
  const [key] = runs;
  if (!key) return undefined;
  const results = await (await ledger.openRun(key)).readResults();
  const versioned = outputOf(results, 'transform');
  if (versioned) return ledger.readCard({ pipeline: key.pipeline, version: versioned.data.version });
  throw new OperationError(`Run ${key.run} has no dataset version.`, {
    exitCode: exitCodes.usage,
    why: results.get('transform')?.error?.message ?? 'its transformation has not ended',
    next: `npx landfall run ${key.run}`,
  });
}

function several(name: string, found: ({ pipeline: string; version: string } | RunName)[]): OperationError {
  const list = found.map((key) => `${'version' in key ? key.version : key.run} of ${key.pipeline}`);
  return new OperationError(`"${name}" may be one of ${found.length}.`, {
    exitCode: exitCodes.usage,
    why: list.join('\n'),
    next: 'npx landfall datasets',
  });
}

/** One version in a list: its counts, and how many of its checks warn. */
export function summarizeCard(card: DatasetCard) {
  const { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, checks } = card;
  const leftOut = Object.values(card.leftOut).reduce((sum, count) => sum + count, 0);
  const warnings = checks.filter(({ outcome }) => outcome === 'warned').length;
  return { pipeline, version, madeByRun, createdAt, train, evaluation, validation, selected, leftOut, warnings };
}

export type VersionSummary = ReturnType<typeof summarizeCard>;
