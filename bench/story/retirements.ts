/** Ends of bases: one story for each, with its own notice, a person who may be away, and people whose corrections may be wrong. */
import { loadCatalog, type BaseModel } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import { daysAfter } from '../../core/retirement/schedule';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { dyingAfterEveryRecord, spared } from './process';
import { messagesOf, type Shop } from './shop';
import { tell, type Change } from './story';
import type { Callers } from './traffic';

const start = '2027-01-04';
const [ending, successor] = ['gemini-3.1-flash-lite', 'gemini-3.5-flash-lite'];
const announcedOn = 2;
const rows = 500;

/** Who gives wrong corrections, and how. */
const troubles = {
  none: {},
  'a fifth of the corrections wrong': { wrongCorrections: 0.2 },
  'one user flooding': { flood: 100 },
} satisfies Record<string, Partial<Callers>>;
const names = Object.keys(troubles) as (keyof typeof troubles)[];

interface Fate {
  trouble: keyof typeof troubles;
  /** A canary of few requests may come to no verdict in time: `monitor` says so a week before the end, and every hour from then on. */
  ends: 'promoted' | 'waits for a person' | 'could not, and said so' | 'neither';
  /** Requests without a model: of a pipeline that waits for a person those before the end. */
  notFound: number;
  changes: Change[];
}

/** @param number of the story: the same is the same story */
export async function tellRetirement(number: number): Promise<Fate> {
  const chance = chanceFrom(`retirement ${number}`);
  const notice = 40 + Math.floor(25 * chance());
  const backOn = announcedOn + Math.floor(15 * chance());
  const answersForCanaries = chance() < 0.5;
  const end = daysAfter(start, announcedOn + notice);
  const catalog = loadCatalog(repositoryRoot());
  const published = { source: 'https://example.com/lifecycle', asOf: daysAfter(start, announcedOn) };
  const withEnds = (lifecycle: BaseModel['lifecycle']) => ({
    ...catalog,
    [ending]: { ...catalog[ending]!, lifecycle, successors: [successor] },
  });
  const bases = withEnds([
    { action: 'tuning', closesOn: daysAfter(end, -30), ...published },
    { action: 'inference', closesOn: end, ...published },
  ]);
  const seed = `retirement ${number}`;
  const recent = (day: number) => (day < 5 ? 0 : 0.35);
  let isMoved = false;

  /** What is deployed is what the next run is made from: it follows production to its new base. */
  async function follow(shop: Shop): Promise<undefined> {
    if (isMoved || (await shop.production())?.base !== successor) return;
    isMoved = true;
    await shop.deploy(bases, successor);
  }

  async function plot(day: number, shop: Shop): Promise<undefined> {
    if (day === 0) {
      await shop.deploy(withEnds([]));
      shop.drop('first', messagesOf(`${seed} first`, rows));
    }
    if (day === announcedOn) await shop.deploy(bases);
    await follow(shop);
  }

  const trouble = names[number % names.length]!;
  const told = await tell({
    seed,
    start,
    days: announcedOn + notice + 1,
    plot,
    recent,
    bases,
    fate: number % 2 === 0 ? spared() : dyingAfterEveryRecord(),
    callers: { perDay: 150, ...troubles[trouble] },
    isAway: (day) => day < backOn,
    answersForCanaries,
  });
  const isPromoted = (await told.shop.production())!.base === successor;
  const requests = await told.shop.requests();
  const isAsked = requests.some(({ state }) => state === 'suggested') || (await told.shop.undecided()) !== undefined;
  const isSaid = requests.some(({ cause, state, at }) => cause === 'retirement' && state === 'refused' && at < end);
  return {
    trouble,
    ends: isPromoted ? 'promoted' : isAsked ? 'waits for a person' : isSaid ? 'could not, and said so' : 'neither',
    notFound: told.shop.traffic.notFound.filter((at) => isPromoted || at < end).length,
    changes: told.changes,
  };
}

/** Points of a hundred by which a model is taken to be worse: below it the gate sees no difference. */
const worse = 2.5;

export async function retirementFigures(stories: number): Promise<Figure[]> {
  const fates: Fate[] = [];
  for (let number = 0; number < stories; number++) fates.push(await tellRetirement(number));
  const ended = (how: Fate['ends']) => fates.filter(({ ends }) => ends === how).length;
  const notFound = fates.filter((each) => each.notFound > 0).length;
  const inVain = ended('neither');
  return [
    { name: `of ${stories} ends of a base: the successor is promoted`, value: ended('promoted'), unit: 'stories' },
    { name: 'a person is asked', value: ended('waits for a person'), unit: 'stories' },
    { name: 'it could not be, and a person was told', value: ended('could not, and said so'), unit: 'stories' },
    { name: 'neither', value: inVain, unit: 'stories', problem: inVain > 0 ? 'nobody was told' : undefined },
    {
      name: 'with a 404',
      value: notFound,
      unit: 'stories',
      problem: notFound > 0 ? 'requests had no model' : undefined,
    },
    ...names.flatMap((trouble) => promotedWith(trouble, fates)),
  ];
}

function promotedWith(trouble: Fate['trouble'], fates: Fate[]): Figure[] {
  const changes = fates.filter((each) => each.trouble === trouble).flatMap(({ changes: own }) => own);
  const later = changes.filter(({ before }) => before !== undefined);
  const worst = later.filter(({ before, after }) => before! - after > 10 * worse).length;
  return [
    { name: `corrections, ${trouble}: models promoted over another`, value: later.length, unit: 'models' },
    {
      name: `corrections, ${trouble}: worse by more than ${worse} points`,
      value: worst,
      unit: 'models',
      problem: worst > 0 ? 'a worse model was promoted' : undefined,
    },
  ];
}
