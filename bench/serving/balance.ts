/** Questions over equal endpoints by the shipped code, in simulated time: three processes of serve before three endpoints, of which one is slow, or fails. */
import { RetryableError } from '../../core/errors';
import { balanced } from '../../functions/shared/models/balanced';
import type { Answer, Generation, Question } from '../../functions/shared/models/provider';
import type { Clock } from '../../functions/shared/stage/clock';
import { createRandom } from '../../local/vertex/model/random';
import type { Figure } from '../figure';

/** How an endpoint does: its speed, 1 being usual, and whether it says at once that it has no quota. */
export interface Doing {
  speed?: number;
  isBusy?: boolean;
}

interface Run {
  endpoints: Doing[];
  /** Of the shipped code; else each question goes to one that is drawn, and to no other. */
  isBalanced: boolean;
  questions: number;
  /** A second. */
  rate: number;
  seed: number;
}

export interface Told {
  /** Of the answers, by endpoint. */
  shares: number[];
  /** Seconds of an answer that 50 and 99 of 100 do not pass. */
  p50: number;
  p99: number;
  /** Of the callers, those that were told an error. */
  failed: number;
}

const [processes, atOnce, usualSeconds] = [3, 8, 1];

const usage = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };
const answer: Answer = { outcome: 'answered', text: 'A jar.', finishReason: 'STOP', usage };

/** Time that goes on by what is due, with all that follows from it. */
class SimulatedTime {
  now = 0;
  private readonly due: { at: number; task: () => void }[] = [];

  after(seconds: number, task: () => void): void {
    const at = this.now + seconds;
    const place = this.due.findLastIndex((each) => each.at <= at) + 1;
    this.due.splice(place, 0, { at, task });
  }

  async run(): Promise<void> {
    for (let next = this.due.shift(); next; next = this.due.shift()) {
      this.now = next.at;
      next.task();
      await new Promise(setImmediate);
    }
  }

  get clock(): Clock {
    return { now: () => new Date(this.now * 1000) } as Clock;
  }
}

/** So many at once, the others one after another; each takes its time, by an exponential law. */
function endpointOf({ speed = 1, isBusy }: Doing, time: SimulatedTime, random: () => number): () => Promise<Answer> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return () =>
    new Promise((resolve, reject) => {
      if (isBusy) return reject(new RetryableError('Resource exhausted, please try again later.'));
      const begin = () =>
        time.after((-Math.log(1 - random()) * usualSeconds) / speed, () => {
          resolve(answer);
          const next = waiting.shift();
          if (next) next();
          else free += 1;
        });
      if (free === 0) return void waiting.push(begin);
      free -= 1;
      begin();
    });
}

export async function balance({ endpoints: doings, isBalanced, questions, rate, seed }: Run): Promise<Told> {
  const time = new SimulatedTime();
  const random = createRandom(seed);
  const endpoints = doings.map((doing) => endpointOf(doing, time, random));
  const names = doings.map((_, at) => String(at));
  const generation = { generate: ({ model }: Question) => endpoints[Number(model)]!() } as Generation;
  const askers = Array.from({ length: processes }, () =>
    balanced(() => generation, time.clock, random)(undefined as never),
  );
  const seconds: number[] = [];
  const answered = doings.map(() => 0);
  let failed = 0;
  const ask = async (): Promise<void> => {
    const begun = time.now;
    const drawn = names[Math.floor(random() * names.length)]!;
    const [model, ...replicas] = isBalanced ? names : [drawn];
    const asker = askers[Math.floor(random() * processes)]!;
    const question = { model, ...(isBalanced && { replicas }) } as Question;
    try {
      const { endpoint = drawn } = await asker.generate(question, {});
      answered[Number(endpoint)]! += 1;
      seconds.push(time.now - begun);
    } catch {
      failed += 1;
    }
  };
  let at = 0;
  for (let question = 0; question < questions; question++) {
    at += -Math.log(1 - random()) / rate;
    time.after(at, () => void ask());
  }
  await time.run();
  const sorted = seconds.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return {
    shares: answered.map((count) => count / seconds.length),
    p50: quantile(0.5),
    p99: quantile(0.99),
    failed: failed / questions,
  };
}

const worlds: [name: string, last: Doing][] = [
  ['all alike', {}],
  ['one at half speed', { speed: 0.5 }],
  ['one at a tenth', { speed: 0.1 }],
  ['one without quota', { isBusy: true }],
];

/** Half of what three endpoints can do. */
const rate = (3 * atOnce) / usualSeconds / 2;

export async function balanceFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, last] of worlds)
    for (const isBalanced of [true, false]) {
      const endpoints = [{}, {}, last];
      const told = await balance({ endpoints, isBalanced, questions: 20_000, rate, seed: 1 });
      const how = `${name}, ${isBalanced ? 'balanced' : 'drawn'}`;
      figures.push(
        { name: `share of the third: ${how}`, value: 100 * told.shares[2]!, unit: '% of answers' },
        { name: `p50: ${how}`, value: told.p50, unit: 's' },
        { name: `p99: ${how}`, value: told.p99, unit: 's' },
        {
          name: `callers told an error: ${how}`,
          value: 100 * told.failed,
          unit: '%',
          problem: isBalanced && told.failed > 0 ? 'another endpoint could have answered' : undefined,
        },
      );
    }
  return figures;
}
