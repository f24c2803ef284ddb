/** What the retirement autopilot would have done about every end that providers announced. Options: --pipelines 5 (of each announcement) */
import { parseArgs } from 'node:util';
import { marginDays } from '../../core/retirement/schedule';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { collectHistory } from './collect';
import { blockOf, readHistory, type Announcement } from './history';
import { replay, type Drawn, type Fate } from './replay';

/** What a provider's notice has to be for the promise. */
const promisedNotice = 30;

export async function benchLifecycle(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      pipelines: { type: 'string', default: '5' },
      collect: { type: 'string' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.collect !== undefined) {
    const [rss = '', dev = ''] = values.collect.split(',');
    return [{ name: 'announcements written', value: collectHistory(rss, dev), unit: '' }];
  }
  const history = readHistory();
  const chance = chanceFrom('lifecycle');
  const fates = history.flatMap((announcement) =>
    Array.from({ length: Number(values.pipelines) }, () => replay(announcement, draw(chance))),
  );
  const announced = (name: string, is: (announcement: Announcement) => boolean): Figure => ({
    name: `announcements ${name}`,
    value: history.filter(is).length,
    unit: '',
  });
  return [
    announced('in all', () => true),
    announced('whose date moved', ({ revisions }) => revisions.length > 1),
    announced('whose date moved to an earlier day', movedEarlier),
    announced(`with ${promisedNotice} days of notice or more`, (each) => blockOf(each).noticeDays >= promisedNotice),
    announced('that were over when they were published', (each) => blockOf(each).noticeDays <= 0),
    { name: 'pipelines', value: fates.length, unit: '' },
    ...fateFigures(fates),
  ];
}

const movedEarlier = ({ revisions }: Announcement): boolean =>
  revisions.some(({ closesOn }, place) => place > 0 && closesOn < revisions[place - 1]!.closesOn);

/**
 * Tuning and evaluation of up to a day, and a canary of half a day to ten days; from run to run they differ by a third.
 * What is published is in the catalog within two days, and a person answers within five.
 */
function draw(chance: () => number): Drawn {
  const canary = 0.5 * (10 / 0.5) ** chance();
  const typical = 0.1 + chance() + canary;
  const once = () => Math.ceil(typical * (0.7 + 0.7 * chance()));
  return {
    mode: chance() < 0.5 ? 'auto' : 'suggest',
    knownAfter: Math.floor(3 * chance()),
    earlierRunDays: Array.from({ length: Math.floor(4 * chance()) }, once),
    runDays: once(),
    personDays: Math.floor(6 * chance()),
    isRefused: chance() < 0.1,
  };
}

function fateFigures(fates: Fate[]): Figure[] {
  const count = (some: Fate[], is: (fate: Fate) => boolean): number => some.filter(is).length;
  const inTime = ({ daysBefore = -1 }: Fate) => daysBefore >= marginDays;
  const late = (fate: Fate) => fate.daysBefore !== undefined && !inTime(fate);
  const asked = (fate: Fate) => fate.daysBefore === undefined && fate.told.some(({ decision }) => decision === 'ask');
  const couldNot = (fate: Fate) => fate.daysBefore === undefined && !asked(fate) && fate.told.length > 0;
  const silent = (fate: Fate) => fate.daysBefore === undefined && fate.told.length === 0;
  const rows = (name: string, some: Fate[]): Figure[] =>
    (
      [
        [`on the successor ${marginDays} days before the block or earlier`, inTime],
        ['on the successor with fewer days', late],
        ['a person asked, with the numbers of a run that was refused', asked],
        ['could not, and said so', couldNot],
      ] as const
    ).map(([what, is]) => ({ name: `${name}: ${what}`, value: count(some, is), unit: '' }));
  const promised = fates.filter(({ noticeDays }) => noticeDays >= promisedNotice);
  const short = fates.filter(({ noticeDays }) => noticeDays < promisedNotice);
  const broken = count(promised, (fate) => !inTime(fate) && !(asked(fate) && fate.isToldBefore));
  return [
    ...rows(`${promisedNotice} days or more`, promised),
    problemIfAny(`${promisedNotice} days or more: neither on the successor nor asked in time`, broken),
    ...rows('shorter notice', short),
    {
      name: 'told only when it was over',
      value: count(fates, ({ told, isToldBefore }) => told.length > 0 && !isToldBefore),
      unit: '',
    },
    problemIfAny('silent misses', count(fates, silent)),
    problemIfAny(
      'runs caused only by a date that moved',
      count(fates, ({ runs }) => runs > 1),
    ),
  ];
}

const problemIfAny = (name: string, value: number): Figure => ({
  name,
  value,
  unit: '',
  problem: value > 0 ? 'there is to be none' : undefined,
});
