/** The batch that a drop is compared with: what is in production was made of it, else the last dataset version was. */
import { outputOf, statusOf, type RunStatus } from '../../core/stages';
import type { TokenRatio } from '../../core/token-ratios';
import type { DatasetCard, Run } from '../../schemas/generated/types';
import type { Ledger } from '../ledger/ledger';

interface PastRun {
  record: Run;
  status: RunStatus;
  /** Of the version that it made or found; absent when it has not come so far. */
  card?: DatasetCard;
  /** By what the models' own tokenizers made of it. */
  tokenRatios?: TokenRatio[];
}

export interface EarlierBatch extends PastRun {
  card: DatasetCard;
  isInProduction: boolean;
}

/**
 * Undefined when no run of the pipeline that is still on record has come to a dataset version.
 * @param than a run that is not its own predecessor
 */
export async function findEarlierBatch(
  ledger: Ledger,
  pipeline: string,
  than?: string,
): Promise<EarlierBatch | undefined> {
  const production = await ledger.readProduction(pipeline);
  let last: EarlierBatch | undefined;
  for await (const { card, ...run } of pastRuns(ledger, pipeline)) {
    if (!card || run.record.run === than) continue;
    if (!production || run.record.run === production.run) return { ...run, card, isInProduction: Boolean(production) };
    last ??= { ...run, card, isInProduction: false };
  }
  return last;
}

/** The runs of a pipeline, the newest first. */
export async function* pastRuns(ledger: Ledger, pipeline: string): AsyncGenerator<PastRun> {
  const names = (await ledger.listRuns()).filter((name) => name.pipeline === pipeline).map(({ run }) => run);
  // An id begins with the day of the run's newest object, so that no day is read before it is asked for.
  const dayOf = (run: string): string => run.slice(0, 8);
  for (const day of [...new Set(names.map(dayOf))].toSorted().toReversed()) {
    const runs = names.filter((run) => dayOf(run) === day);
    const read = await Promise.all(runs.map((run) => readRun(ledger, pipeline, run)));
    yield* read.toSorted((a, b) => b.record.createdAt.localeCompare(a.record.createdAt));
  }
}

async function readRun(ledger: Ledger, pipeline: string, run: string): Promise<PastRun> {
  const { record, ...reader } = await ledger.openRun({ pipeline, run });
  const results = await reader.readResults();
  const versioned = outputOf(results, 'transform');
  const card = versioned && (await ledger.readCard({ pipeline, version: versioned.data.version }));
  return { record, status: statusOf(results), card, tokenRatios: versioned?.data.tokenRatios };
}
