/** What is asked of a model in an hour, and what comes of it: probes are found, then their reference is asked for, then they are watched. */
import type { Probe, Probes } from '../../schemas/generated/types';
import { borderProbe, glances, mayWaver, trials } from './border';
import { afterHour, withAnswer, isReferred, observed } from './evidence';
import { questionAt, questionCount } from './questions';

/** Enough that a change leaves hardly any model as it was on all of them. */
export const probesWanted = 8;
/** To each of them. */
export const answersEachHour = 3;

/** So that an hour of searching, or of asking for a reference, is some 800 answers of a token: a minute or two. */
const searchedEachHour = 384;
const referenceEachHour = 100;

/** The first token of an answer to each question, or how it ended without one. */
export type AskProbes = (questions: string[]) => Promise<string[]>;

const isFound = ({ probes, searched }: Probes): boolean => probes.length >= probesWanted || searched >= questionCount;

/** A model that wavers on nothing that it is asked cannot be told from another by it. */
export const isUnwavering = (state: Probes): boolean => isFound(state) && state.probes.length === 0;

export async function afterThisHour(state: Probes, ask: AskProbes): Promise<Probes> {
  let asked = 0;
  const each = async (questions: string[], times: number): Promise<string[][]> => {
    const answers = await ask(questions.flatMap((question) => Array<string>(times).fill(question)));
    asked += answers.length;
    return questions.map((_, at) => answers.slice(at * times, (at + 1) * times));
  };
  const step = isFound(state) ? (state.probes.every(isReferred) ? watch : refer) : search;
  const after = await step(state, each);
  return { ...state, ...after, asked: state.asked + asked };
}

/** Each question so many times. */
type AskEach = (questions: string[], times: number) => Promise<string[][]>;

async function search({ probes, searched: from }: Probes, each: AskEach): Promise<Partial<Probes>> {
  const searched = Math.min(from + searchedEachHour, questionCount);
  const questions = Array.from({ length: searched - from }, (_, at) => questionAt(from + at));
  const seen = await each(questions, glances);
  const wavering = questions.filter((_, at) => mayWaver(seen[at]!));
  const tried = await each(wavering, trials);
  const border = wavering.flatMap((question, at) => borderProbe(question, tried[at]!) ?? []);
  return { searched, probes: [...probes, ...border].slice(0, probesWanted) };
}

async function refer({ probes }: Probes, each: AskEach): Promise<Partial<Probes>> {
  const answers = await each(questionsOf(probes), referenceEachHour);
  return { probes: probes.map((probe, at) => answers[at]!.reduce(withAnswer, probe)) };
}

async function watch({ probes, evidence }: Probes, each: AskEach): Promise<Partial<Probes>> {
  const answers = await each(questionsOf(probes), answersEachHour);
  const factors: number[] = [];
  const bet = (probe: Probe, answer: string): Probe => {
    const { factor, probe: after } = observed(probe, answer);
    factors.push(factor);
    return after;
  };
  return {
    probes: probes.map((probe, at) => answers[at]!.reduce(bet, probe)),
    evidence: afterHour(evidence, factors),
  };
}

const questionsOf = (probes: readonly Probe[]): string[] => probes.map(({ question }) => question);
