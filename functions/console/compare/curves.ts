/** Loss curves of many candidates, each with as many points as can be told apart where all are drawn. */
import { downsample } from '../../../core/downsample';
import { progressPath } from '../../../core/ledger-layout';
import type { Cloud } from '../../../operations/cloud';
import { createLedger, type Ledger } from '../../../operations/ledger/ledger';
import type { TuningProgress } from '../../../schemas/generated/types';
import type { CurvesBeside } from '../answers';
import type { Compared } from './compared';

/** Of all curves together, and of each. */
const mostPoints = 20_000;
const [fewest, most] = [50, 500];

/** One run after another, so that no more than one's are in memory as they came. */
export async function readCurves(cloud: Cloud, compared: Compared[]): Promise<CurvesBeside> {
  const ledger = createLedger(cloud);
  const runOf = ({ pipeline, run }: Compared): string => `${pipeline}/${run}`;
  const ofRuns = compared.filter(({ run }) => run !== undefined);
  const curves: CurvesBeside['curves'] = [];
  for (const run of new Set(ofRuns.map(runOf)))
    curves.push(
      ...(await curvesOf(
        ledger,
        ofRuns.filter((each) => runOf(each) === run),
      )),
    );
  const points = Math.min(most, Math.max(fewest, Math.floor(mostPoints / Math.max(1, curves.length))));
  return { curves: curves.map((curve) => ({ ...curve, points: downsample(curve.points, points) })) };
}

/** @param own of one run */
async function curvesOf(ledger: Ledger, own: Compared[]): Promise<CurvesBeside['curves']> {
  const { pipeline, run } = own[0]!;
  const text = await ledger.readText(progressPath({ pipeline, run: run! }, 'tune'));
  const { jobs = [] } = text === undefined ? {} : (JSON.parse(text) as TuningProgress);
  return jobs.flatMap(({ candidate, losses }) => {
    const isAsked = own.some((each) => each.candidate === undefined || each.candidate === candidate);
    if (!isAsked || !losses || losses.training.length === 0) return [];
    const all = losses.training.map(({ step, loss }): [number, number] => [step, loss]);
    return [{ name: `${run}/${candidate}`, of: all.length, points: downsample(all, most) }];
  });
}
