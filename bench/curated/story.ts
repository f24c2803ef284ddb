/** A pipeline's weeks: production is asked and corrected, a version is made of that, a candidate is tuned on it, and the gate decides. */
import { digest } from '../../core/digest';
import { testDifferences } from '../../core/verdict/claims';
import { nextLevel, type GateDecision } from '../../core/verdict/history';
import { differencesOf } from '../../core/verdict/paired-scores';
import { classifier } from '../../functions/evaluate/naive/classifier';
import type { Exchange } from '../../test/sql/answers';
import { chanceFrom } from '../../core/verdict/random';
import type { Labelled } from '../tuning/labelled';
import { shuffled, type Messages } from './messages';
import type { Example, Versions } from './versions';

/** What callers are like. */
export interface Callers {
  users: number;
  /** Of wrong answers, those that are corrected; of right ones, those that are called good. */
  corrects: number;
  praises: number;
  /** Of corrections, those that say another label than the right one. */
  wrong: number;
  /** Times that one user asks what others ask, and corrects it to one label whatever it is, in a week. */
  flood: number;
}

export type Model = (text: string) => string;

export interface Week {
  promoted: boolean;
  /** Of the truth, right answers: of the candidate and of what was in production before. */
  candidate: number;
  production: number;
}

/** The classifier that the gate has for a rival, in place of a tuned model. */
export async function tuned(examples: { text: string; target: string }[]): Promise<Model> {
  const asked = (text: string) => ({ turns: [{ role: 'user' as const, text }] });
  const { answer } = await classifier(examples.map(({ text, target }) => ({ request: asked(text), target })));
  return (text) => answer(asked(text));
}

export const accuracyOf = (model: Model, rows: Labelled[]): number =>
  rows.filter(({ text, label }) => model(text) === label).length / rows.length;

const weekLength = 7 * 24 * 3600 * 1000;
const start = Date.UTC(2026, 8, 7);

/** A pipeline with its first model in production: what stories begin with. */
export interface Beginning {
  messages: Messages;
  /** Of the batch's rows. */
  table: string;
  first: Model;
}

export async function begin(messages: Messages, versions: Versions): Promise<Beginning> {
  const table = await versions.stage(messages.batch);
  return { messages, table, first: await tuned(trainedOn(await versions.make('beginning', table, new Date(start)))) };
}

/** @returns each week, and the model in production at the end */
export async function tellStory(
  name: string,
  { messages, table, first }: Beginning,
  callers: Callers,
  weeks: number,
  versions: Versions,
): Promise<{ weeks: Week[]; last: Model }> {
  const { truth } = messages;
  const chance = chanceFrom(`story ${name}`);
  const asked = shuffled(messages.asked, chance);
  let production = first;
  const history: GateDecision[] = [];
  const told: Week[] = [];
  for (let week = 0; week < weeks; week++) {
    const monday = start + week * weekLength;
    const size = Math.ceil(asked.length / weeks);
    const questions = asked.slice(week * size, (week + 1) * size);
    await versions.record(name, exchangesOf(questions, production, { messages, callers, chance, monday, week }));
    const examples = await versions.make(name, table, new Date(monday + weekLength));
    const candidate = await tuned(trainedOn(examples));
    const { level } = nextLevel(history, `week ${week}`);
    const promoted = isBetter(candidate, production, examples) <= level;
    history.push({ run: `${week}`, heldOut: `week ${week}`, level, promoted });
    told.push({ promoted, candidate: accuracyOf(candidate, truth), production: accuracyOf(production, truth) });
    if (promoted) production = candidate;
  }
  return { weeks: told, last: production };
}

const trainedOn = (examples: Example[]) => examples.filter(({ split }) => split === 'train');

/** The p-value of the gate's question, on what the version holds out. */
function isBetter(candidate: Model, production: Model, examples: Example[]): number {
  const heldOut = examples.filter(({ split }) => split === 'evaluation');
  const groups = [...new Set(heldOut.map(({ group }) => group))];
  const scores = (model: Model) => Float64Array.from(heldOut, ({ text, target }) => Number(model(text) === target));
  const differences = differencesOf({
    metric: 'exactMatch',
    candidate: 'candidate',
    rival: 'production',
    candidateScores: scores(candidate),
    rivalScores: scores(production),
    clusters: Int32Array.from(heldOut, ({ group }) => groups.indexOf(group)),
  });
  return testDifferences(differences, { margin: 0, resamples: 2000, seed: 'a run' }).better;
}

interface Surroundings {
  messages: Messages;
  callers: Callers;
  chance: () => number;
  /** Milliseconds since 1970. */
  monday: number;
  week: number;
}

function exchangesOf(
  questions: Labelled[],
  production: Model,
  { messages, callers, chance, monday, week }: Surroundings,
): Exchange[] {
  const labels = [...new Set(messages.truth.map(({ label }) => label))];
  const anyOf = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const at = (place: number): string => new Date(monday + 60_000 * (place + 1)).toISOString();
  const say = (text: string, user: string, place: number, said: Partial<Exchange>): Exchange => ({
    id: idOf(`${week} ${user} ${place} ${text}`),
    input: JSON.stringify({ text }),
    user_key: digest(user),
    made_at: at(place),
    ...said,
  });
  const rated = (place: number, rating: object) => ({ ratings: [{ rated_at: at(place + 1), ...rating }] });
  const usual = questions.flatMap(({ text, label }, place) => {
    const answer = production(text);
    if (chance() >= (answer === label ? callers.praises : callers.corrects)) return [];
    const correction = chance() < callers.wrong ? anyOf(labels) : label;
    const said = answer === label ? { good: true } : { good: false, correction };
    return [
      say(text, `user ${anyOf([...Array(callers.users).keys()])}`, place, { text: answer, ...rated(place, said) }),
    ];
  });
  const aim = labels[0]!;
  const flood = Array.from({ length: callers.flood }, (_, n) => {
    const place = questions.length + n;
    const { text } = anyOf(messages.asked);
    return say(text, 'flood', place, { text: production(text), ...rated(place, { good: false, correction: aim }) });
  });
  return [...usual, ...flood];
}

/** In the form of an answer's id. */
const idOf = (text: string): string => digest(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
