/** Loss curves of many candidates, each with as many points as can be told apart where all are drawn. */
import { downsample } from '../../../core/downsample';
import { progressPath } from '../../../core/ledger-layout';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import type { TuningProgress } from '../../../schemas/generated/types';
import type { CurvesBeside } from '../answers';
import type { Compared } from './compared';

/** Of all curves together. */
const mostPoints = 20_000;
const [fewest, most] = [50, 500];

/** One after another, so that no more than one run's is in memory as it came. */
export async function readCurves(cloud: Cloud, compared: Compared[]): Promise<CurvesBeside> {
  const ledger = createLedger(cloud);
  const runs = new Map<string, Compared[]>();
  for (const each of compared)
    if (each.run !== undefined) {
      const name = `${each.pipeline}/${each.run}`;
      runs.set(name, [...(runs.get(name) ?? []), each]);
    }
  const points = Math.min(most, Math.max(fewest, Math.floor(mostPoints / Math.max(1, compared.length))));
  const curves: CurvesBeside['curves'] = [];
  for (const own of runs.values()) {
    const { pipeline, run } = own[0]!;
    const text = await ledger.readText(progressPath({ pipeline, run: run! }, 'tune'));
    const { jobs = [] } = text === undefined ? {} : (JSON.parse(text) as TuningProgress);
    for (const { candidate, losses } of jobs) {
      const isAsked = own.some((each) => each.candidate === undefined || each.candidate === candidate);
      if (!isAsked || !losses || losses.training.length === 0) continue;
      const all = losses.training.map(({ step, loss }): [number, number] => [step, loss]);
      curves.push({ name: `${run}/${candidate}`, of: all.length, points: downsample(all, points) });
    }
  }
  return { curves };
}
