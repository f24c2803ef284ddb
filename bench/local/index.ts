/** How fast the local cloud is beside what else one machine offers: Pub/Sub beside Google's emulator, where that is installed. */
import type { Figure } from '../figure';
import { quantile } from '../serving/load';
import { startBuiltIn, startEmulator, type Broker } from './brokers';
import { measureThroughput, type Throughput } from './throughput';

/** @param argv `--messages N`: how many a round (10,000), `--rounds N`: rounds, the two in turns (3) */
export async function benchLocal(argv: string[]): Promise<Figure[]> {
  const count = (name: string, otherwise: number): number =>
    argv.includes(name) ? Number(argv[argv.indexOf(name) + 1]) : otherwise;
  const [messages, rounds] = [count('--messages', 10_000), count('--rounds', 3)];
  const brokers: Broker[] = [await startBuiltIn()];
  try {
    const emulator = await startEmulator();
    if (emulator) brokers.push(emulator);
    const measured = brokers.map(({ name }) => ({ name, rounds: [] as Throughput[] }));
    // The first round warms both up.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, { endpoint }] of brokers.entries()) {
        const figures = await measureThroughput(endpoint, messages);
        if (round > 0) measured[index]!.rounds.push(figures);
      }
    }
    return figuresOf(measured);
  } finally {
    for (const broker of brokers) await broker.stop();
  }
}

const kinds = [
  { key: 'published', what: 'publish', unit: '1 KB messages/s' },
  { key: 'received', what: 'publish to streaming pull', unit: '1 KB messages/s' },
  { key: 'alone', what: 'publish one at a time', unit: 'ms, median' },
] as const;

function figuresOf([own, other]: { name: string; rounds: Throughput[] }[]): Figure[] {
  return kinds.flatMap(({ key, what, unit }) => {
    const value = (rounds: Throughput[]): number =>
      quantile(
        rounds.map((round) => round[key]),
        0.5,
      );
    const mine = { name: `${own!.name}: ${what}`, value: value(own!.rounds), unit };
    if (!other) return [mine];
    const theirs = { name: `${other.name}: ${what}`, value: value(other.rounds), unit };
    return [{ ...mine, ratio: mine.value / theirs.value, against: theirs.name }, theirs];
  });
}
