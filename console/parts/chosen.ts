/** Runs that were chosen to be compared, in the order in which they were; kept while the page is open. */
import { signal } from '@preact/signals';

/** PIPELINE/RUN each. */
export const chosen = signal<string[]>([]);

export function choose(name: string, isChosen: boolean): void {
  const others = chosen.value.filter((each) => each !== name);
  chosen.value = isChosen ? [...others, name] : others;
}
