/** Canaries, healthy and harmful, beside their controls: how many are rolled back, and after how many of their answers. */
import { drawnShare, freshExposure, observe, type Exposure } from '../../core/canary/evidence';
import { judgeCanary } from '../../core/canary/judge';
import type { Figure } from '../figure';
import { chanceFrom } from './models';

/** Bad answers, 0 to 1, of control and canary at a request. */
type Rates = (request: number) => { control: number; canary: number };

interface Rollout {
  /** Shares of the canary, one after another; the last is kept to when nothing follows. At 0 both arms answer each request. */
  steps: readonly number[];
  rates: Rates;
  /** The most requests, of both arms together. */
  requests: number;
  /** It ends when all steps are passed, as a rollout does; otherwise it is looked at until there are no more requests. */
  ends?: true;
}

interface End {
  isRolledBack: boolean;
  /** Answers of the canary until then. */
  answers: number;
  /** Of each step that it passed, the canary's answers in it, and the requests of both arms. */
  passed: { answers: number; requests: number }[];
}

/** One rollout, judged after every request, each of a key of its own. */
function rollOut({ steps, rates, requests, ends }: Rollout, random: () => number): End {
  let exposures: Exposure[] = [freshExposure(0, steps[0]!)];
  let answers = 0;
  const passed: End['passed'] = [];
  for (let request = 0; request < requests; request++) {
    const step = exposures.at(-1)!;
    const drawn = random() < drawnShare(step) ? ('canary' as const) : ('control' as const);
    for (const arm of step.to === 0 ? (['control', 'canary'] as const) : [drawn]) {
      if (arm === 'canary') answers++;
      exposures = observe(exposures, arm, random() < rates(request)[arm]);
    }
    const { decision } = judgeCanary(exposures);
    if (decision === 'rollback') return { isRolledBack: true, answers, passed };
    if (decision !== 'pass' || passed.length === steps.length) continue;
    const { canary, control } = exposures.at(-1)!;
    passed.push({ answers: canary.asked, requests: step.to === 0 ? control.asked : canary.asked + control.asked });
    if (ends && passed.length === steps.length) break;
    if (passed.length < steps.length) exposures.push(freshExposure(step.to, steps[passed.length]!));
  }
  return { isRolledBack: false, answers, passed };
}

/** Many rollouts of a kind, with the same chance in every run of the bench. */
export function rollOuts(rollout: Rollout, { times, seed }: { times: number; seed: number }): End[] {
  const random = chanceFrom(`canaries ${seed}`);
  return Array.from({ length: times }, () => rollOut(rollout, random));
}

/** The usual rule: back when more than one in twenty of a window of twenty of the canary's answers are bad. */
function windowRule({ steps, rates, requests }: Rollout, random: () => number): End {
  let [answers, bad] = [0, 0];
  for (let request = 0; request < requests; request++) {
    if (random() >= steps.at(-1)!) continue;
    if (answers % 20 === 0) bad = 0;
    answers++;
    if (random() < rates(request).canary) bad++;
    if (answers % 20 === 0 && bad > 1) return { isRolledBack: true, answers, passed: [] };
  }
  return { isRolledBack: false, answers, passed: [] };
}

const shareRolledBack = (ends: readonly End[]): number =>
  ends.filter(({ isRolledBack }) => isRolledBack).length / ends.length;

/** Two standard errors of a share that was simulated so many times. */
const chanceError = (share: number, times: number): number => 2 * Math.sqrt((share * (1 - share)) / times);

/** Of the rollouts, the share that is rolled back within so many of the canary's answers. */
export const caughtWithin = (ends: readonly End[], answers: number): number =>
  ends.filter((end) => end.isRolledBack && end.answers <= answers).length / ends.length;

const always =
  (control: number, canary: number): Rates =>
  () => ({ control, canary });
/** Both arms fail together for a while, as when a service that they share is down. */
const outage: Rates = (request) => {
  const rate = request % 1000 < 100 ? 0.4 : 0.02;
  return { control: rate, canary: rate };
};

/** One request in ten is hard: half of its answers are bad, whoever gives them. */
const hardRequests: Rates = (request) => {
  const rate = request % 10 === 0 ? 0.5 : 0.02;
  return { control: rate, canary: rate };
};

const defaultSteps = [0.01, 0.1, 0.5];

/** Users who come back, 30 times on average, of whom one in fifty never gets a good answer: counted once each, or each time. */
function usersWhoComeBack(countsKeys: boolean, random: () => number): boolean {
  const users = Array.from({ length: 100 }, () => ({
    arm: random() < 0.5 ? ('canary' as const) : ('control' as const),
    isBad: random() < 0.02,
    wasSeen: false,
  }));
  let exposures = [freshExposure(0, 0.5)];
  for (let request = 0; request < 3000; request++) {
    const user = users[Math.floor(random() * users.length)]!;
    if (countsKeys && user.wasSeen) continue;
    user.wasSeen = true;
    exposures = observe(exposures, user.arm, user.isBad);
    if (judgeCanary(exposures).decision === 'rollback') return true;
  }
  return false;
}

/** @param runs rollouts of each healthy kind, times four */
export function canaryFigures(runs: number): Figure[] {
  const times = Math.ceil(runs / 4);
  return [
    ...healthyFigures(times),
    ...harmfulFigures(Math.ceil(times / 2)),
    ...baseEndFigures(Math.ceil(times / 2)),
    ...durationFigures(Math.ceil(times / 10)),
  ];
}

function healthyFigures(times: number): Figure[] {
  const rolledBack = (name: string, rollout: Omit<Rollout, 'requests'>): Figure => {
    const value = 100 * shareRolledBack(rollOuts({ ...rollout, requests: 3000 }, { times, seed: 1 }));
    return {
      name: `healthy, rolled back: ${name}`,
      value,
      unit: '%',
      problem: value > 1 + 100 * chanceError(0.01, times) ? 'more than 1 %, and more than chance' : undefined,
    };
  };
  const random = chanceFrom(`canaries 2`);
  const half = { steps: [0.5], rates: always(0.02, 0.02), requests: 3000 };
  const windows = Array.from({ length: times }, () => windowRule(half, random));
  const returning = (countsKeys: boolean) =>
    (100 * Array.from({ length: times }, () => usersWhoComeBack(countsKeys, random)).filter(Boolean).length) / times;
  return [
    rolledBack('share 0.1', { steps: [0.1], rates: always(0.02, 0.02) }),
    rolledBack('share 0.5', { steps: [0.5], rates: always(0.02, 0.02) }),
    rolledBack('in steps from 0.1', { steps: [0.1, 0.5], rates: always(0.02, 0.02) }),
    rolledBack('outages of both', { steps: [0.1, 0.5], rates: outage }),
    rolledBack('unseen', { steps: [0], rates: always(0.02, 0.02) }),
    rolledBack('unseen, then in steps', { steps: [0, 0.1, 0.5], rates: always(0.02, 0.02) }),
    rolledBack('unseen, hard requests', { steps: [0], rates: hardRequests }),
    { name: 'healthy, rolled back: windows of 20', value: 100 * shareRolledBack(windows), unit: '%' },
    { name: 'healthy, rolled back: users come back, keys', value: returning(true), unit: '%' },
    { name: 'healthy, rolled back: users come back, requests', value: returning(false), unit: '%' },
  ];
}

function harmfulFigures(times: number): Figure[] {
  const caught = (canary: number, within: number) =>
    ([[0], ...defaultSteps.map((share) => [share]), defaultSteps] as number[][]).map((steps): Figure => {
      const rollout = { steps, rates: always(0.02, canary), requests: Math.ceil((2 * within) / (steps[0] || 1)) };
      const value = 100 * caughtWithin(rollOuts(rollout, { times, seed: 3 }), within);
      const at = steps.length > 1 ? 'in steps' : `share ${steps[0]}`;
      const problem = value < 95 - 100 * chanceError(0.95, times) ? 'under 95 %, and by more than chance' : undefined;
      return { name: `2 → ${canary * 100} % bad, caught in ${within}: ${at}`, value, unit: '%', problem };
    });
  return [...caught(0.1, 350), ...caught(0.2, 120), ...[0.1, 0].map((share) => passedWrongly(share, 2 * times))];
}

/** How often a step passes a canary that is worse by the tolerance. */
function passedWrongly(firstShare: number, times: number): Figure {
  const rollout = { steps: [firstShare], rates: always(0.02, 0.07), requests: 20_000, ends: true as const };
  const share = rollOuts(rollout, { times, seed: 4 }).filter(({ passed }) => passed.length > 0).length / times;
  return {
    name: `2 → 7 % bad, step passed: share ${firstShare}`,
    value: 100 * share,
    unit: '%',
    problem: share > 0.05 + chanceError(0.05, times) ? 'more than 5 %, and more than chance' : undefined,
  };
}

/** Of the rollouts, the share that is promoted when the end of a base ends them: all that was not shown to be worse. */
export const promotedAtBaseEnd = (ends: readonly End[]): number => 1 - shareRolledBack(ends);

/** How often the end of a base promotes a canary that is worse, after so many requests of both arms at a share of 30 %. */
function baseEndFigures(times: number): Figure[] {
  return [0.02, 0.2].flatMap((rate) =>
    [0, 0.05, 0.1, 0.2].flatMap((worse) =>
      [100, 300, 1000, 3000].map((requests): Figure => {
        const rollout = { steps: [0.3], rates: always(rate, rate + worse), requests };
        const value = 100 * promotedAtBaseEnd(rollOuts(rollout, { times, seed: 6 }));
        const name = `a base ends, ${100 * rate} → ${Math.round(100 * (rate + worse))} % bad, promoted after ${requests}`;
        const problem = worse === 0 && value < 99 - 100 * chanceError(0.01, times) ? 'under 99 %' : undefined;
        return { name, value, unit: '%', problem };
      }),
    ),
  );
}

/** How long a healthy canary takes, of both arms' requests, in the middle of many and at the slow end. */
function durationFigures(times: number): Figure[] {
  return [defaultSteps, [0.1, 0.5], [0.5], [0]].flatMap((steps) =>
    [0, 0.01, 0.02, 0.05, 0.1].flatMap((rate): Figure[] => {
      const rollout = { steps, rates: always(rate, rate), requests: 1_000_000, ends: true as const };
      const requests = rollOuts(rollout, { times, seed: 5 })
        .filter(({ isRolledBack }) => !isRolledBack)
        // Those of keys that the canary has had come on top.
        .map(({ passed }) => passed.reduce((sum, step, at) => sum + step.requests / (1 - (steps[at - 1] ?? 0)), 0))
        .toSorted((a, b) => a - b);
      const name = `${100 * rate} % bad, in steps of ${steps.map((share) => 100 * share).join(', ')} %`;
      return [
        { name: `${name}: median`, value: requests[Math.floor(requests.length / 2)]!, unit: 'requests' },
        { name: `${name}: 19 of 20`, value: requests[Math.floor(0.95 * requests.length)]!, unit: 'requests' },
      ];
    }),
  );
}
