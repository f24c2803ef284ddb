/** datasets/PIPELINE/latest.json, the pointer to the version that a run of the pipeline came to last. */
import { cardPath, latestVersionPath } from '../../core/ledger-layout';
import type { DatasetCard, LatestVersion } from '../../schemas/generated/types';
import type { TransformContext } from './context';

const uriOf = ({ run, deps }: TransformContext) => deps.ledger.artifactUri(latestVersionPath(run.pipeline));

export async function findLatest(context: TransformContext): Promise<LatestVersion | undefined> {
  const found = await context.deps.objects.read(uriOf(context));
  return found && (JSON.parse(found.text) as LatestVersion);
}

/** The last writer wins: of two runs at once either is the latest, and nothing but a comparison depends on it. */
export async function pointToLatest(card: DatasetCard, context: TransformContext): Promise<void> {
  const { run, deps } = context;
  const cardUri = deps.ledger.artifactUri(cardPath(card));
  const latest: LatestVersion = { version: card.version, cardUri, table: card.table, run: run.run };
  await deps.objects.write(uriOf(context), JSON.stringify(latest, null, 2));
}
