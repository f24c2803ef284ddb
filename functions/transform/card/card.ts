/** The dataset card: what a version holds, for programs and for people, and the pointer to the pipeline's latest. */
import { cardPath, latestVersionPath } from '../../../core/ledger-layout';
import type { DatasetCard, LatestVersion } from '../../../schemas/generated/types';
import { markdownOf } from './card-markdown';
import type { TransformContext } from '../context';

export const latestUri = ({ run, deps }: TransformContext): string =>
  deps.ledger.artifactUri(latestVersionPath(run.pipeline));

/** Writes card.md, then the card, once, then points to it; the card that stands, should a twin have been first. */
export async function publishCard(card: DatasetCard, folder: string, context: TransformContext): Promise<DatasetCard> {
  const { run, deps } = context;
  const cardUri = deps.ledger.artifactUri(cardPath(card));
  await deps.objects.write(`${folder}/card.md`, markdownOf(card));
  const standing = await deps.ledger.writeOnce(cardUri, card);
  const latest: LatestVersion = { version: card.version, cardUri, table: card.table, run: run.run };
  // The last writer wins: of two runs at once either is the latest, and nothing but a comparison depends on it.
  await deps.objects.write(latestUri(context), JSON.stringify(latest, null, 2));
  return standing;
}
