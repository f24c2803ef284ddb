/** Passages that seem to speak to the model that reads them: found among those that a question brings, and left out where the pipeline says so. */
import { belowHeading } from '../../../core/grounding/passages';
import { suspicious, type SuspectPassage } from '../../../core/grounding/suspicion';
import type { ChainStep } from '../../../schemas/generated/types';
import type { CitedPassage } from '../../../core/grounding/citations';

/** As pipeline.yaml says it. */
export type InjectionPolicy = NonNullable<ChainStep['retrieve']>['injection'];

export interface Screened<Passage extends CitedPassage> {
  passages: Passage[];
  suspects: SuspectPassage[];
}

/**
 * @param ordered the best first
 * @param most passages that are wanted: no more are looked at than it takes to have them
 */
export function screened<Passage extends CitedPassage>(
  ordered: readonly Passage[],
  most: number,
  policy: InjectionPolicy,
  scoreOf: (text: string) => number,
): Screened<Passage> {
  if (policy === 'keep') return { passages: ordered.slice(0, most), suspects: [] };
  const found: Screened<Passage> = { passages: [], suspects: [] };
  for (const passage of ordered) {
    if (found.passages.length === most) break;
    const score = scoreOf(belowHeading(passage));
    // A run that was begun before there was a screen does not say, and has it all the same.
    const isLeftOut = score > suspicious && policy !== 'mark';
    if (score > suspicious) {
      const { quote: _, ...place } = passage.citation;
      found.suspects.push({ ...place, score: Math.round(score * 100) / 100, isLeftOut });
    }
    if (!isLeftOut) found.passages.push(passage);
  }
  return found;
}
