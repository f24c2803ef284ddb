/** The dataset card: what a version holds, for programs and for people. */
import { cardPath } from '../../../core/ledger-layout';
import type { DatasetCard } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import { markdownOf } from '../../../core/card/card-markdown';

/** Writes card.md, then the card, once; the card that stands, should a twin have been first. */
export async function publishCard(card: DatasetCard, folder: string, { deps }: TransformContext): Promise<DatasetCard> {
  await deps.objects.write(`${folder}/card.md`, markdownOf(card));
  return deps.ledger.writeOnce(deps.ledger.artifactUri(cardPath(card)), card);
}
