/** Who asks again where an answer fails has to know whether it is too late for that. */
import type { Hearing } from './provider';

/** The same hearing, and whether there is nothing to be tried again: some text was heard, which cannot be taken back, or nobody waits. */
export function overheard({ onText, ...others }: Hearing): { hearing: Hearing; isOver: () => boolean } {
  let isHeard = false;
  const heard = onText && ((piece: string): void => ((isHeard = true), onText(piece)));
  return {
    hearing: { ...others, ...(heard && { onText: heard }) },
    isOver: () => isHeard || (others.signal?.aborted ?? false),
  };
}
