/** The table of all objects: under each name, its live generation and those before it. */
import type { Clock } from '../clock';
import type { State, Table } from '../state';
import { objectKey, type Generations, type ObjectRecord } from './records';

export class GenerationTable {
  private readonly names: Table<Generations>;
  private readonly sequence: Table<number>;

  constructor(
    state: State,
    private readonly clock: Clock,
  ) {
    this.names = state.table('storage.objects');
    this.sequence = state.table('storage.sequence');
  }

  of(bucket: string, name: string): Generations {
    return this.names.get(objectKey(bucket, name)) ?? { noncurrent: [] };
  }

  /** One generation; without a number, the live one. */
  find(bucket: string, name: string, generation?: string): ObjectRecord | undefined {
    const { live, noncurrent } = this.of(bucket, name);
    if (generation === undefined || live?.generation === generation) return live;
    return noncurrent.find((one) => one.generation === generation);
  }

  save(bucket: string, name: string, generations: Generations): void {
    const isEmpty = !generations.live && generations.noncurrent.length === 0;
    if (isEmpty) this.names.remove(objectKey(bucket, name));
    else this.names.put(objectKey(bucket, name), generations);
  }

  /** Microseconds since 1970, as Cloud Storage's; never the same twice, even when the clock is turned back. Called in a transaction. */
  nextNumber(): string {
    const next = Math.max(this.clock.now() * 1000, (this.sequence.get('generation') ?? 0) + 1);
    this.sequence.put('generation', next);
    return String(next);
  }

  /** Every data file that a generation names. */
  *filesInUse(): Iterable<string> {
    for (const { value } of this.names.entries()) {
      for (const { file } of [...value.noncurrent, ...(value.live ? [value.live] : [])]) yield file;
    }
  }
}
