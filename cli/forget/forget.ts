/**
 * Forgets somebody: finds all that Landfall holds of them, takes it away, and leaves a receipt that names nobody. Every step may be
 * repeated: what broke off is done again, and what is done stays done.
 */
import { randomUUID } from 'node:crypto';
import { receiptPath } from '../../core/ledger-layout';
import type { Cloud } from '../../operations/cloud';
import { createLedger } from '../../operations/ledger/ledger';
import { writeIf } from '../../operations/ledger/stored';
import { findPerson, type Person } from './person';
import { findInPipeline, removeFromPipeline, removeLanded, type PipelineHoldings, type TrainedModel } from './pipeline';
import { remaindersOf, type Remainder } from './remainders';
import { findServed, removeServed, type Served } from './served';
import { finishRemoval } from './version-files';

export interface Holdings {
  person: Person;
  served: Served;
  pipelines: PipelineHoldings[];
}

/** forgotten/ID.json: names nobody, and holds no text. */
export interface Receipt {
  id: string;
  at: string;
  /** Pseudonym. */
  user: string;
  served: Served;
  pipelines: {
    pipeline: string;
    landedRows: number;
    versions: { version: string; examples: number; exported: number }[];
    records: number;
    evaluations: number;
    quarantined: number;
    staged: number;
    tables: number;
  }[];
  /** Whether landed files that held their rows were removed. */
  sources: 'removed' | 'stay';
  trained: TrainedModel[];
  /** Commands that make models without them. */
  proposals: string[];
  remains: Remainder[];
}

/** Removals of versions that broke off are finished on the way where something may be written: what they hold is only then told by their lineage. */
export async function findHoldings(cloud: Cloud, name: string, { finish }: { finish: boolean }): Promise<Holdings> {
  const ledger = createLedger(cloud);
  const person = await findPerson(cloud, name, { keep: finish });
  const versions = await ledger.listVersions();
  if (finish) for (const version of versions) await finishRemoval(cloud, version);
  const names = new Set([...versions, ...(await ledger.listRuns())].map(({ pipeline }) => pipeline));
  const pipelines: PipelineHoldings[] = [];
  for (const pipeline of [...names].toSorted()) {
    const found = await findInPipeline(pipeline, person, { cloud, ledger });
    if (found) pipelines.push(found);
  }
  return { person, served: await findServed(cloud, person), pipelines };
}

/** @param sources also removes landed files that hold their rows, whole */
export async function forgetPerson(
  cloud: Cloud,
  holdings: Holdings,
  { sources }: { sources: boolean },
): Promise<Receipt> {
  const world = { cloud, ledger: createLedger(cloud) };
  const at = new Date(cloud.now()).toISOString();
  await removeServed(cloud, holdings.person);
  for (const each of holdings.pipelines) await removeFromPipeline(each, at, world);
  if (sources) for (const each of holdings.pipelines) await removeLanded(each, world);
  const receipt = receiptOf(holdings, { at, id: `${at.slice(0, 10)}-${randomUUID()}`, sources, now: cloud.now() });
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  await writeIf(bucket, receiptPath(receipt.id), receipt, 0);
  return receipt;
}

export function receiptOf(
  { person, served, pipelines }: Holdings,
  { at, id, sources, now }: { at: string; id: string; sources: boolean; now: number },
): Receipt {
  const trained = pipelines.flatMap((each) => each.trained);
  return {
    id,
    at,
    user: person.pseudonym,
    served,
    pipelines: pipelines.map((each) => ({
      pipeline: each.pipeline,
      landedRows: each.origins.size,
      versions: each.versions.map(({ card, keys, lines }) => ({
        version: card.version,
        examples: keys.size,
        exported: lines.length,
      })),
      records: each.records.reduce((sum, { rewritten, removed }) => sum + rewritten.length + removed.length, 0),
      evaluations: each.evaluations,
      quarantined: each.quarantined.reduce((sum, { rows }) => sum + rows, 0),
      staged: each.staged.length,
      tables: each.tables.length,
    })),
    sources: sources ? 'removed' : 'stay',
    trained,
    proposals: [...new Set(trained.map(({ pipeline }) => `npx landfall drop ${pipeline} FILES…`))],
    remains: remains({ served, pipelines, trained, sources, now }),
  };
}

function remains({
  served,
  pipelines,
  trained,
  sources,
  now,
}: Pick<Holdings, 'served' | 'pipelines'> & { trained: TrainedModel[]; sources: boolean; now: number }): Remainder[] {
  const hadRows = served.predictions + served.ratings > 0 || pipelines.some(({ versions }) => versions.length > 0);
  const landed = sources ? [] : pipelines.flatMap((each) => each.landed);
  return [
    ...landed.map(({ uri, generation, rows }) => ({
      what: `${uri}#${generation}: ${rows} landed rows, until the file is replaced or removed (--sources removes it whole)`,
    })),
    ...pipelines.flatMap(({ unread }) =>
      unread.map((object) => ({
        what: `${object} is gone and was not looked through: examples made of its rows alone are still in versions`,
      })),
    ),
    ...trained.map(({ model, candidate, run }) => ({
      what: `the model ${model ?? candidate} of run ${run} was trained on their rows: what it has learnt stays until it is deleted`,
    })),
    ...trained.flatMap(({ uploadedTo, candidate, run }) =>
      uploadedTo === undefined
        ? []
        : [
            {
              what: `what was uploaded to ${uploadedTo} to tune and examine ${candidate} of run ${run}: delete it there`,
            },
          ],
    ),
    ...remaindersOf([...(hadRows ? (['tables'] as const) : []), 'messages'], now),
  ];
}
