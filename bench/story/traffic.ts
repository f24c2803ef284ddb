/** What serve and its callers have on record: every request by the arm that took it, and what people said of the answer. */
import { stickyDraw } from '../../core/canary/routing';
import type { StepCounts } from '../../core/canary/rollout';
import { armOf } from '../../core/production';
import type { Production } from '../../schemas/generated/types';
import { evenly } from '../gate/instant-pipeline';
import { messageOf, type Message } from './messages';
import type { Provider } from './provider';

export interface Answered extends Message {
  id: string;
  /** ISO 8601. */
  at: string;
  user: string;
  answer: string;
  rollout?: { run: string; step: number; arm: 'control' | 'canary'; draw: number };
  rating?: { good: boolean; correction?: string };
}

/** How people are. */
export interface Callers {
  seed: string;
  perDay: number;
  users: number;
  /** Share of corrections that are wrong. */
  wrongCorrections: number;
  /** Corrections a day of one user who calls everything by the same name. */
  flood: number;
}

export const usualCallers = { perDay: 400, users: 3000, wrongCorrections: 0, flood: 0 };

/** Of a wrong answer, of a right one: who says so; and of those who call it wrong, who says what were right. */
const [complains, praises, corrects] = [0.5, 0.03, 0.6];

export class Traffic {
  readonly answers: Answered[] = [];
  readonly corrected: Answered[] = [];
  private readonly ofRollout = new Map<string, Answered[]>();
  /** What was counted last: it is asked for every hour, and answers come once a day. */
  private counted: { run: string; answers: number; exposures: StepCounts[] } | undefined;
  /** When requests were made that no model answered. */
  readonly notFound: string[] = [];

  constructor(
    private readonly callers: Callers,
    private readonly provider: Pick<Provider, 'say'>,
  ) {}

  /** A day's requests. @param recent share of them in new words */
  ask(production: Production, at: string, recent: number): void {
    const { seed, perDay, users, flood } = this.callers;
    const day = at.slice(0, 10);
    for (let n = 0; n < perDay; n++) {
      const id = `${seed} ${day} ${n}`;
      this.record(production, { id, at, user: `user-${Math.floor(evenly(`${id} user`) * users)}` }, recent);
    }
    for (let n = 0; n < flood; n++)
      this.record(production, { id: `${seed} ${day} flood ${n}`, at, user: 'flooder' }, recent);
  }

  /** How many answers people corrected, or found good, since then: of each user so many, as sql/monitor/new-examples-by-user.sql counts them. */
  since(at: string, ofUser = Infinity): number {
    const perUser = new Map<string, number>();
    for (const { user } of this.corrected.filter((each) => each.at >= at))
      perUser.set(user, Math.min((perUser.get(user) ?? 0) + 1, ofUser));
    return [...perUser.values()].reduce((sum, own) => sum + own, 0);
  }

  /** As sql/rollout/exposures.sql counts them: keys by step and arm, without those that the canary has had before. */
  exposures({ run, steps }: NonNullable<Production['canary']>): StepCounts[] {
    const own = this.ofRollout.get(run) ?? [];
    if (this.counted?.run !== run || this.counted.answers !== own.length)
      this.counted = { run, answers: own.length, exposures: exposuresIn(own, steps) };
    return this.counted.exposures;
  }

  /** @param day YYYY-MM-DD */
  of(day: string): Answered[] {
    return this.answers.filter(({ at }) => at.startsWith(day));
  }

  /** Answers that people corrected, or found good, until then. */
  before(at: string): Answered[] {
    return this.corrected.filter((each) => each.at < at);
  }

  private record(production: Production, asked: Pick<Answered, 'id' | 'at' | 'user'>, recent: number): void {
    const { canary } = production;
    const draw = stickyDraw(asked.user, canary?.run ?? '');
    const { endpoint } = armOf(production, draw);
    const message = messageOf(asked.id, recent);
    const answer = this.provider.say(endpoint, message.text);
    if (answer === undefined) {
      this.notFound.push(asked.at);
      return;
    }
    const arm = endpoint === canary?.endpoint ? 'canary' : 'control';
    const rollout = canary && ({ run: canary.run, step: canary.step, arm, draw } as const);
    const rating = this.ratingOf(asked, message, answer);
    const answered = { ...asked, ...message, answer, ...(rollout && { rollout }), ...(rating && { rating }) };
    this.answers.push(answered);
    if (canary) {
      if (!this.ofRollout.has(canary.run)) this.ofRollout.set(canary.run, []);
      this.ofRollout.get(canary.run)!.push(answered);
    }
    if (rating && (rating.good || rating.correction !== undefined)) this.corrected.push(answered);
  }

  private ratingOf(
    { id, user }: Pick<Answered, 'id' | 'user'>,
    { intent }: Message,
    answer: string,
  ): Answered['rating'] {
    const chance = (what: string) => evenly(`${id} ${what}`);
    if (user === 'flooder') return { good: false, correction: 'refund' };
    if (answer === intent) return chance('praise') < praises ? { good: true } : undefined;
    if (chance('complaint') >= complains) return undefined;
    if (chance('correction') >= corrects) return { good: false };
    const isWrong = chance('wrong') < this.callers.wrongCorrections;
    return { good: false, correction: isWrong ? messageOf(`${id} wrong`, 0).intent : intent };
  }
}

function exposuresIn(answers: Answered[], steps: number[]): StepCounts[] {
  const keys = new Map<string, { step: number; arm: 'control' | 'canary'; isBad: boolean }>();
  for (const { user, rollout, rating } of answers) {
    if (rollout!.draw >= 1 - (steps[rollout!.step - 1] ?? 0)) continue;
    const key = `${rollout!.step} ${rollout!.arm} ${user}`;
    const isBad = rating?.good === false || (keys.get(key)?.isBad ?? false);
    keys.set(key, { step: rollout!.step, arm: rollout!.arm, isBad });
  }
  const all = [...keys.values()];
  return steps.flatMap((_, step) =>
    (['control', 'canary'] as const).flatMap((arm) => {
      const own = all.filter((each) => each.step === step && each.arm === arm);
      return own.length > 0 ? [{ step, arm, asked: own.length, bad: own.filter(({ isBad }) => isBad).length }] : [];
    }),
  );
}
