/** Losses of a run's candidates by step: as their services have told them, while they run as the log has told them so far. */
import { downsample, type CurvePoint } from '../../core/downsample';
import type { LossPoint } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import type { RunReader } from '../ledger/ledger';
import type { Progress } from '../ledger/progress';
import { lossWords } from './loss-words';
import { readRun } from './read-run';

export interface Curve {
  candidate: string;
  /** [step, loss], with no more points than were asked for. */
  training: CurvePoint[];
  validation: CurvePoint[];
  /** Points that there are of both. */
  of: number;
  /** How it went, once it has ended; or why nothing is known. */
  says?: string;
}

/** Points of all curves of an answer, at most. */
const mostPoints = 20_000;

/** @param most points of a curve; fewer where there are many curves */
export async function readCurves(cloud: Cloud, reader: RunReader, most: number): Promise<Curve[]> {
  const { candidates, status } = await readRun(cloud, reader, new Map());
  const room = Math.max(20, Math.min(most, Math.floor(mostPoints / Math.max(1, candidates.length))));
  const heard = status === 'running' ? await heardLosses(cloud, reader.record.run) : new Map<string, CurvePoint[]>();
  return candidates.flatMap(({ id, losses, lossesUnknown, chosen }): Curve[] => {
    const training = losses ? losses.training.map(asPoint) : (heard.get(id) ?? []);
    const validation = losses?.validation.map(asPoint) ?? [];
    const of = training.length + validation.length;
    const says = losses ? lossWords(losses, chosen) : lossesUnknown;
    if (of === 0 && says === undefined) return [];
    return [
      {
        candidate: id,
        training: downsample(training, room),
        validation: downsample(validation, room),
        of,
        ...(says !== undefined && { says }),
      },
    ];
  });
}

const asPoint = ({ step, loss }: LossPoint): CurvePoint => [step, loss];

/** What jobs that are under way have said of their losses; one that was begun anew says a step again. */
async function heardLosses(cloud: Cloud, run: string): Promise<Map<string, CurvePoint[]>> {
  const heard = new Map<string, Map<number, number>>();
  for await (const entry of cloud.logs({ run, stage: 'tune' })) {
    const {
      candidate = entry['candidate'] as string | undefined,
      done,
      loss,
    } = (entry['progress'] ?? {}) as Partial<Progress>;
    if (candidate === undefined || done === undefined || loss === undefined) continue;
    heard.set(candidate, (heard.get(candidate) ?? new Map<number, number>()).set(done, loss));
  }
  return new Map([...heard].map(([candidate, points]) => [candidate, [...points].toSorted(([a], [b]) => a - b)]));
}
