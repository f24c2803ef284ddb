/** The warehouse's table of evaluations: what jobs have added, each once. */
import type { EvaluateDeps } from '../../../functions/evaluate/context';
import type { MemoryObjects } from '../fakes';

export interface FakeEvaluations extends Pick<EvaluateDeps, 'warehouse' | 'evaluationsTable'> {
  jobs: string[];
  rows: Record<string, unknown>[];
  /** The next job fails with this. */
  failNext(error: Error): void;
}

export function createFakeEvaluations(objects: MemoryObjects): FakeEvaluations {
  const jobs: string[] = [];
  const rows: Record<string, unknown>[] = [];
  const failures: Error[] = [];
  async function append({ id }: { id: string }, uri: string): Promise<void> {
    const failure = failures.shift();
    if (failure) throw failure;
    if (jobs.includes(id)) return;
    jobs.push(id);
    const lines = objects.text(uri)!.trimEnd().split('\n');
    rows.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  }
  return {
    jobs,
    rows,
    failNext: (error) => void failures.push(error),
    warehouse: { until: () => ({ append }) },
    evaluationsTable: 'p.landfall.evaluations',
  };
}
