/**
 * Successive halving against tuning all in full, on real learning curves of the local model: data/learning-curves.csv, which
 * scripts/learning-curves.mjs has made. A trial gives each configuration the curve of one of its seeds.
 */
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { epochsOf, promoted, rungsOf } from '../../core/search/halving';
import { shareInterval } from '../../core/verdict/share-interval';
import { createRandom, permutation } from '../../local/vertex/model/random';
import type { Figure } from '../figure';

const trials = 100;
const mostEpochs = 9;

/** A configuration under one seed. */
interface Curve {
  configuration: string;
  /** Validation loss of a tuning of so many epochs. */
  losses: Map<number, number>;
  /** Held-out answers of the last of these that are right, of how many. */
  right: number;
  heldOut: number;
}

export async function halvingFigures(): Promise<Figure[]> {
  const curves = readCurves();
  const configurations = [...new Set(curves.map(({ configuration }) => configuration))];
  const bySeed = configurations.map((name) => curves.filter(({ configuration }) => configuration === name));
  const rungs = rungsOf(bySeed.length, mostEpochs, { factor: 3, minimumEpochs: 1 });
  const exhaustive = bySeed.length * mostEpochs;
  const seen = Array.from({ length: trials }, (_, trial) => {
    const random = createRandom(trial + 1);
    const drawn = bySeed.map((seeds) => seeds[Math.floor(random() * seeds.length)]!);
    const best = bestOf(drawn);
    const [low] = shareInterval(best.right, best.heldOut, 0.95);
    const some = permutation(drawn.length, trial + 1).slice(0, epochsOf(rungs) / mostEpochs);
    const [halved, sampled] = [byHalving(drawn), bestOf(some.map((place) => drawn[place]!))];
    return { best, halved, sampled, isWithin: (found: Curve) => found.right / found.heldOut >= low };
  });
  const share = (is: (trial: (typeof seen)[number]) => boolean): number => seen.filter(is).length;
  const right = (of: (trial: (typeof seen)[number]) => Curve): number =>
    seen.reduce((sum, trial) => sum + of(trial).right / of(trial).heldOut, 0) / trials;
  const within = share(({ halved, isWithin }) => isWithin(halved));
  const unit = `of ${trials} trials within the 95 % interval of the exhaustive best`;
  return [
    { name: 'learning curves, of configurations under seeds', value: curves.length, unit: 'curves' },
    { name: `epochs of ${bySeed.length} candidates, all in full`, value: exhaustive, unit: 'epochs' },
    {
      name: 'epochs by halving',
      value: epochsOf(rungs),
      unit: 'epochs',
      ratio: epochsOf(rungs) / exhaustive,
      against: 'all in full',
      problem: epochsOf(rungs) * 3 > exhaustive ? 'more than a third' : undefined,
    },
    { name: 'halving', value: within, unit, problem: within < 90 ? 'fewer than 90' : undefined },
    { name: 'as many epochs on candidates drawn at random', value: share((each) => each.isWithin(each.sampled)), unit },
    { name: 'halving finds the very best', value: share(({ best, halved }) => best === halved), unit: 'trials' },
    { name: 'right of the held-out, all in full', value: right(({ best }) => best), unit: 'share' },
    { name: 'right of the held-out, halving', value: right(({ halved }) => halved), unit: 'share' },
    { name: 'right of the held-out, drawn at random', value: right(({ sampled }) => sampled), unit: 'share' },
  ];
}

/** By the validation loss in full, as the tuner tells it: held-out answers choose nobody. */
const bestOf = (curves: Curve[]): Curve => {
  const loss = ({ losses }: Curve): number => losses.get(mostEpochs)!;
  return curves.reduce((best, each) => (loss(each) < loss(best) ? each : best));
};

function byHalving(curves: Curve[]): Curve {
  const [first, ...later] = rungsOf(curves.length, mostEpochs, { factor: 3, minimumEpochs: 1 });
  let [epochs, left] = [first!.epochs, curves];
  for (const next of later) {
    const reports = left.map(({ configuration, losses }) => ({
      candidate: configuration,
      loss: losses.get(epochs)!,
    }));
    const ids = promoted(
      left.map(({ configuration }) => configuration),
      reports,
      next,
    )!;
    left = left.filter(({ configuration }) => ids.includes(configuration));
    epochs = next.epochs;
  }
  return bestOf(left);
}

function readCurves(): Curve[] {
  const text = readFileSync(join(repositoryRoot(), 'bench/tuning/data/learning-curves.csv'));
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return rows.map((row) => ({
    configuration: `${row['adapter_size']} ${row['learning_rate_multiplier']} ${row['prompt']}`,
    losses: new Map([1, 3, 9].map((epochs) => [epochs, Number(row[`loss_${epochs}`])])),
    right: Number(row['right_9']),
    heldOut: Number(row['held_out']),
  }));
}
