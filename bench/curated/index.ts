/** What corrections are worth, and what wrong ones do: the shipped statements and the shipped gate, with a linear classifier in place of a tuned model. */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { readMessages, type Messages } from './messages';
import { accuracyOf, begin, tellStory, tuned, type Callers } from './story';
import { openVersions } from './versions';

const honest: Callers = { users: 200, corrects: 0.5, praises: 0.1, wrong: 0, flood: 0 };

/** Options: --data FOLDER (train.csv and test.csv of Banking77), --stories 50, --weeks 6, --of new,wrong,flood */
export async function benchCurated(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      data: { type: 'string' },
      stories: { type: 'string', default: '50' },
      weeks: { type: 'string', default: '6' },
      of: { type: 'string', default: 'new,wrong,flood' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const { data, of } = values;
  if (data === undefined) throw new Error('--data names the folder with train.csv and test.csv of Banking77');
  const [stories, weeks] = [Number(values.stories), Number(values.weeks)];
  if (!(stories > 0) || !(weeks > 0)) throw new Error('--stories and --weeks are numbers above 0');
  const parts: Record<string, () => Promise<Figure[]>> = {
    new: () => newIntents(data, weeks),
    wrong: () => storiesOf('a fifth of the corrections wrong', { wrong: 0.2 }, { data, stories, weeks }),
    flood: () => storiesOf('one user flooding', { flood: 100 }, { data, stories, weeks }),
  };
  const figures: Figure[] = [];
  for (const name of of.split(',')) {
    const part = parts[name];
    if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
    figures.push(...(await part()));
  }
  return figures;
}

/** Ten of 77 intents that the batch knows nothing of. */
async function newIntents(data: string, weeks: number): Promise<Figure[]> {
  const versions = await openVersions({ near: true });
  try {
    const messages = readMessages(data, { intents: 77, unseen: 10, seed: 'new' });
    const beginning = await begin(messages, versions);
    const { last } = await tellStory('new', beginning, honest, weeks, versions);
    const all = await tuned([...messages.batch, ...messages.asked].map(({ text, label }) => ({ text, target: label })));
    const shares = (rows: Messages['truth']) => ({
      before: 100 * accuracyOf(beginning.first, rows),
      after: 100 * accuracyOf(last, rows),
      most: 100 * accuracyOf(all, rows),
    });
    const fresh = shares(messages.truth.filter(({ label }) => messages.isNew(label)));
    const old = shares(messages.truth.filter(({ label }) => !messages.isNew(label)));
    const figure = (name: string, value: number, rest: Partial<Figure> = {}): Figure => ({
      name,
      value,
      unit: '%',
      ...rest,
    });
    return [
      figure('new intents, tuned on everything at once', fresh.most),
      figure(`new intents, after ${weeks} weeks of corrections`, fresh.after, {
        ratio: fresh.after / fresh.most,
        against: 'everything at once',
        problem: fresh.after < 0.8 * fresh.most ? 'under 80 % of it' : undefined,
      }),
      figure('old intents, before', old.before),
      figure(`old intents, after ${weeks} weeks of corrections`, old.after, {
        problem: old.after < old.before - 1 ? 'more than a point lost' : undefined,
      }),
    ];
  } finally {
    await versions.close();
  }
}

/** Small pipelines: twenty intents, of which three are new. A candidate is worse that is right less often on all the truth there is. */
async function storiesOf(
  words: string,
  callers: Partial<Callers>,
  { data, stories, weeks }: { data: string; stories: number; weeks: number },
): Promise<Figure[]> {
  const versions = await openVersions({ near: false });
  let [decisions, promoted, worse] = [0, 0, 0];
  let gain = 0;
  try {
    const beginning = await begin(readMessages(data, { intents: 20, unseen: 3, seed: words }), versions);
    for (let story = 0; story < stories; story++) {
      const own = { ...honest, users: 60, ...callers };
      const { weeks: told } = await tellStory(`story-${story}`, beginning, own, weeks, versions);
      decisions += told.length;
      promoted += told.filter((week) => week.promoted).length;
      worse += told.filter((week) => week.promoted && week.candidate < week.production).length;
      gain += told.reduce((sum, week) => sum + (week.promoted ? week.candidate - week.production : 0), 0);
    }
  } finally {
    await versions.close();
  }
  return [
    { name: `${words}: candidates of ${stories} stories`, value: decisions, unit: '' },
    { name: `${words}: promoted`, value: promoted, unit: '' },
    {
      name: `${words}: promoted though worse`,
      value: worse,
      unit: '',
      problem: worse > 0 ? 'a worse model was promoted' : undefined,
    },
    { name: `${words}: gained a story`, value: (100 * gain) / stories, unit: 'points' },
  ];
}
