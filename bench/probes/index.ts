/** What probes promise, by simulation of the shipped code on the small transformer. Options: --trials 100 (of each exchange), --days 10000 (without one) */
import { parseArgs } from 'node:util';
import { alarmAt } from '../../core/probes/evidence';
import { afterThisHour, answersEachHour, type AskProbes } from '../../core/probes/hour';
import { questionCount } from '../../core/probes/questions';
import { shareInterval } from '../../core/verdict/share-interval';
import type { Probes } from '../../schemas/generated/types';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { answering } from './answering';
import { exchangedModels, type Exchange, type Served } from './exchanged';

/** In hours: within which an exchange is to be seen, and for how long at most none has come. */
const [deadline, longestQuiet] = [24, 72];
/** Days for which a model serves before its probes are found anew. */
const life = 50;

export async function benchProbes(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      trials: { type: 'string', default: '100' },
      days: { type: 'string', default: '10000' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [trials, days] = [Number(values.trials), Number(values.days)];
  const { production, exchanges } = await exchangedModels();
  const figures: Figure[] = [];
  for (const noise of noises) {
    for (const exchange of exchanges) figures.push(...(await seenFigures(exchange, production, { trials, noise })));
    figures.push(await falseAlarms(production, { days, noise }));
  }
  return figures;
}

/** Standard deviations of what the service's own arithmetic adds to a logit, another in every answer. */
const noises = [0, 0.02];
const ofNoise = (noise: number): string => (noise > 0 ? `, logits ± ${noise}` : '');

/** A watched model, whose probes begin anywhere among the questions: another set of them in every trial. */
async function learnt(ask: AskProbes, chance: () => number): Promise<Probes> {
  const searched = Math.floor((chance() * questionCount) / 2);
  let state: Probes = { ...nothing, searched };
  const isWatched = ({ probes, asked }: Probes, before: Probes): boolean =>
    probes.length > 0 && asked - before.asked === answersEachHour * probes.length;
  for (;;) {
    const after = await afterThisHour(state, ask);
    if (isWatched(after, state)) return state;
    state = after;
  }
}

/** As of a model that was never asked. */
const nothing: Probes = {
  pipeline: 'simulated',
  endpoint: 'simulated',
  since: '',
  searched: 0,
  asked: 0,
  probes: [],
  evidence: 0,
  changes: [],
};

async function seenFigures(
  { kind, name, served }: Exchange,
  production: Served,
  { trials, noise }: { trials: number; noise: number },
): Promise<Figure[]> {
  const chance = chanceFrom(`${kind} ${name} ${noise}`);
  const [before, after] = [answering(production, chance, noise), answering(served, chance, noise)];
  const hours: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    let state = await learnt(before, chance);
    for (let quiet = Math.floor(chance() * longestQuiet); quiet > 0; quiet--)
      state = await afterThisHour(state, before);
    for (let hour = 1; hour <= deadline; hour++) {
      state = await afterThisHour(state, after);
      if (state.evidence < alarmAt) continue;
      hours.push(hour);
      break;
    }
  }
  const value = (100 * hours.length) / trials;
  const median = hours.toSorted((a, b) => a - b)[Math.floor(hours.length / 2)] ?? NaN;
  const what = `${kind}, ${name}${ofNoise(noise)}`;
  const [atLeast] = shareInterval(hours.length, trials, 0.95);
  return [
    {
      name: `${what}: seen within ${deadline} hours (at least ${(100 * atLeast).toFixed(1)} at 95 %)`,
      value,
      unit: '%',
      problem: value < 95 && !tooSmall.has(name) ? 'under 95 %' : undefined,
    },
    { name: `${what}: until it is seen, median`, value: median, unit: 'h' },
  ];
}

/** Weights that are stored in bfloat16 as it is: what this rounds away is less than the arithmetic of many services. */
const tooSmall = new Set(['bfloat16']);

async function falseAlarms(production: Served, { days, noise }: { days: number; noise: number }): Promise<Figure> {
  const chance = chanceFrom(`quiet ${noise}`);
  const ask = answering(production, chance, noise);
  let alarms = 0;
  for (let day = 0; day < days; day += life) {
    let state = await learnt(ask, chance);
    for (let hour = 0; hour < life * 24; hour++) {
      state = await afterThisHour(state, ask);
      if (state.evidence < alarmAt) continue;
      alarms++;
      state = await learnt(ask, chance);
    }
  }
  const [, atMost] = shareInterval(alarms, days * 24, 0.95);
  return {
    name: `false alarms in 1,000 days${ofNoise(noise)} (${alarms} in ${days.toLocaleString('en')}; at most ${(atMost * 24_000).toFixed(2)} at 95 %)`,
    value: (1000 * alarms) / days,
    unit: '',
    problem: (1000 * alarms) / days > 1 ? 'more than 1' : undefined,
  };
}
