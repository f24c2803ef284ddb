/** What answers without a model, of the gate's naive rivals: how often each names the label of held-out messages. */
import { createNaiveRivals } from '../../functions/evaluate/naive/rivals';
import type { Labelled } from './labelled';

/** @returns by the rival's name, the share that it is right in */
export async function rivalShares(training: Labelled[], heldOut: Labelled[]): Promise<Record<string, number>> {
  const asked = (text: string) => ({ turns: [{ role: 'user' as const, text }] });
  const rivals = await createNaiveRivals(
    training.map(({ text, label }) => ({ request: asked(text), target: label })),
    { hasLabels: true },
  );
  return Object.fromEntries(
    rivals.map(({ name, answer }) => [
      name,
      heldOut.filter(({ text, label }) => answer(asked(text)) === label).length / heldOut.length,
    ]),
  );
}
