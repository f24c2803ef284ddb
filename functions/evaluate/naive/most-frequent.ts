/** most-frequent: the one answer that training gives most often, whatever is asked. Of labels it is the share of the largest class. */
import type { NaiveRival, TrainingExample } from './rival';

/** Of equally frequent ones the first. */
export function mostFrequent(training: readonly TrainingExample[]): NaiveRival {
  const counts = new Map<string, number>();
  for (const { target } of training) counts.set(target, (counts.get(target) ?? 0) + 1);
  let [answer, most] = ['', 0];
  for (const [target, count] of counts) if (count > most) [answer, most] = [target, count];
  return { name: 'most-frequent', answer: () => answer };
}
