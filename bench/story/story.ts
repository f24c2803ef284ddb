/** A story, day by day: what people do in the morning, a day's requests in the evening, a look for drift, and the cloud by the hour. */
import { deploymentIn } from '../../core/canary/rollout';
import { daysAfter, dayOf } from '../../core/retirement/schedule';
import { createChronicle, type Entry } from './chronicle';
import { driftIn } from './drift';
import { watchPromises, type Watch } from './promises';
import { messagesOf, openShop, type Opening, type Shop } from './shop';

/** What somebody does on a day at nine, and types for it; by the days since the story began. */
type Plot = (day: number, shop: Shop) => Promise<string | undefined>;

export interface Told {
  /** What was done and seen, in order. */
  entries: Entry[];
  changes: Change[];
  shop: Shop;
  watch: Watch;
}

/** Another model in production, and how many of a thousand messages of that day it and the one before answer rightly. */
export interface Change {
  day: string;
  run: string;
  base: string;
  before?: number;
  after: number;
}

export interface Telling extends Opening {
  days: number;
  plot: Plot;
  /** Share of messages in new words, by the days since the story began. */
  recent: (day: number) => number;
  /** Days on which nobody approves anything, besides weekends. */
  isAway?: (day: number) => boolean;
  /** Whether anybody says what becomes of a canary whose answers tell nothing. */
  answersForCanaries?: boolean;
}

const sample = 1000;
/** Whatever begins in the morning is through by the evening, crashes or not: what it meets is the same. */
const [morning, evening, night] = [9, 18, 20];

export async function tell({
  days,
  plot,
  recent,
  isAway = () => false,
  answersForCanaries = true,
  ...opening
}: Telling): Promise<Told> {
  const shop = openShop(opening);
  const { cloud, traffic, provider } = shop;
  const chronicle = createChronicle(shop);
  const watch = watchPromises(shop);
  const changes: Change[] = [];

  async function approveAll(): Promise<void> {
    const suggested = (await shop.requests()).filter(({ state, decision }) => state === 'suggested' && !decision);
    for (const { request } of suggested) {
      await shop.approve(request, 'ana');
      chronicle.typed(`npx landfall approve ${request}`);
    }
  }

  /** By the numbers that stand side by side: wanted is a canary whose share of bad answers is not the larger one. */
  async function answerForCanary(): Promise<void> {
    const canary = await shop.undecided();
    if (!canary) return;
    const shareOf = (wanted: string): number => {
      const own = traffic.exposures(canary).filter(({ arm }) => arm === wanted);
      return own.reduce((sum, { bad }) => sum + bad, 0) / own.reduce((sum, { asked }) => sum + asked, 0);
    };
    const decision = shareOf('canary') <= shareOf('control') ? 'approved' : 'rejected';
    await shop.decide(canary.run, decision, 'ana');
    chronicle.typed(`npx landfall ${decision === 'approved' ? 'approve' : 'reject'} ${canary.run}`);
  }

  /** How many of a day's messages a model would answer rightly. */
  const right = (endpoint: string, day: number): number =>
    messagesOf(`${opening.seed} sample ${day}`, sample, recent(day)).filter(
      ({ text, intent }) => provider.say(endpoint, text) === intent,
    ).length;

  let before = await shop.production();
  for (let day = 0; day < days; day++) {
    const isWorkday = new Date(daysAfter(opening.start, day)).getUTCDay() % 6 > 0;
    for (let hour = 0; hour < 24; hour++) {
      const typed = hour === morning && (await plot(day, shop));
      if (typed) chronicle.typed(typed);
      if (hour === morning && isWorkday && !isAway(day)) await approveAll();
      if (hour === morning && isWorkday && !isAway(day) && answersForCanaries) await answerForCanary();
      const production = await shop.production();
      if (hour === evening && production) traffic.ask(production, shop.clock.now().toISOString(), recent(day));
      const drift = hour === night && production && (await driftIn(shop, production));
      if (drift) shop.ask(drift);
      await cloud.hour();
      await chronicle.look();
      await watch.look();
      const now = await shop.production();
      if (now && now.run !== before?.run) {
        const { run, base, endpoint } = deploymentIn(now);
        changes.push({
          day: dayOf(shop.clock.now()),
          run,
          base,
          ...(before && { before: right(deploymentIn(before).endpoint, day) }),
          after: right(endpoint, day),
        });
      }
      before = now;
    }
  }
  return { entries: chronicle.entries, changes, shop, watch };
}
