/** Changes that hurt and changes that do not, before a real classifier: for which of them retraining is proposed. */
import { proposedFor, type Score } from '../../core/drift/harm';
import { ownScores } from '../../core/drift/scores';
import { signalNames, signals, type Signal, type SignalName } from '../../core/drift/signals';
import { freshDrift, lookForDrift, settleAlarm } from '../../core/drift/warranty';
import { classifier } from '../../functions/evaluate/naive/classifier';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { readBanking, type Question } from './banking';
import { german } from './pool';
import { shareFigure } from './power';
import { categoriesOf, openHistory, type Categories, type History, type Request } from './requests';
import { feedSessions, quartersInWeek, quartersOf } from './traffic';

/** Intents that the model has never learnt. */
const unlearnt = 8;
/** Those of which it knows least, by all test questions. */
const weakest = 8;
const weeksBefore = 24;
/** After the change. */
const mostRequests = 2_000;
/** What a change costs is looked at once a day. */
const quartersInDay = 4;

/** Some questions, with the categories of each and whether the answer is right. */
interface Asked {
  requests: Request[];
  categories: Categories[];
}

interface Kind {
  name: string;
  /** What is asked in the place of so many of the questions. */
  asked: Asked;
  part: number;
  /** Whether retraining is to be proposed; of what is neither for sure, nothing. */
  isHarmful?: boolean;
}

export async function harmFigures(folder: string, times: number, weekly: number): Promise<Figure[]> {
  const { train, test } = readBanking(folder);
  const intents = [...new Set(train.map(({ intent }) => intent))];
  const learnt = new Set(intents.slice(unlearnt));
  const training = train.filter(({ intent }) => learnt.has(intent));
  const history = await openHistory(training);
  try {
    const { usual, kinds, scores } = await prepare(training, test, history);
    return kinds.map((kind): Figure => {
      const proposed = proposals(kind, usual, scores, { times, weekly });
      const loss = kind.part * (rightOf(usual) - rightOf(kind.asked));
      const name = `${kind.name}, ${100 * kind.part} % of questions, costs ${(100 * loss).toFixed(1)} points: retraining proposed`;
      if (kind.isHarmful) return shareFigure(name, proposed, times);
      const value = (100 * proposed) / times;
      const problem = kind.isHarmful === false && value > 5 ? 'more than 5 %' : undefined;
      return { name, value, unit: '%', problem };
    });
  } finally {
    await history.close();
  }
}

const rightOf = ({ requests }: Asked) => requests.filter(({ isRight }) => isRight).length / requests.length;

const turnsOf = (text: string) => ({ turns: [{ role: 'user' as const, text }] });

/** Half of the test questions are held out and scored, the other half is asked. */
async function prepare(training: readonly Question[], test: readonly Question[], history: History) {
  const learnt = new Set(training.map(({ intent }) => intent));
  const model = await classifier(training.map(({ text, intent }) => ({ request: turnsOf(text), target: intent })));
  /** @param understood what the model makes of the question */
  const answered = ({ text, intent }: Question, understood = text): Request => {
    const answer = model.answer(turnsOf(understood));
    return { text, intent, answer, isRight: answer === intent };
  };
  const recorded = async (name: string, requests: Request[]): Promise<Asked> => ({
    requests,
    categories: await categoriesOf(history, name, requests, chanceFrom('harm')),
  });
  const known = test.filter(({ intent }) => learnt.has(intent)).map((question) => answered(question));
  const questions = known.filter((_, at) => at % 2 === 1);
  const heldOut = await recorded(
    'held out',
    known.filter((_, at) => at % 2 === 0),
  );
  const rightness = (intent: string) =>
    rightOf({ requests: known.filter((one) => one.intent === intent), categories: [] });
  const weak = [...learnt].toSorted((a, b) => rightness(a) - rightness(b)).slice(0, weakest);
  const longer = (text: string) => `${text} I hope that you can help me with this, as I do not know what else to do.`;
  /** A model that handles it answers as if nothing were changed. */
  const changed = (change: (question: Question) => string, isHandled: boolean): Request[] =>
    questions.map((question) => {
      const text = change(question);
      return answered({ ...question, text }, isHandled ? question.text : text);
    });
  const kind = async (name: string, part: number, requests: Request[], isHarmful?: boolean): Promise<Kind> => ({
    name,
    part,
    asked: await recorded(name, requests),
    ...(isHarmful !== undefined && { isHarmful }),
  });
  const strange = test.filter(({ intent }) => !learnt.has(intent)).map((question) => answered(question));
  const kinds = [
    await kind(
      'a greeting in front',
      0.6,
      changed(({ text }) => `Hello, ${text}`, false),
      false,
    ),
    await kind(
      'a signature below',
      0.6,
      changed(({ text }) => `${text}\nThanks, Ana`, false),
      false,
    ),
    await kind(
      'longer questions, handled',
      0.6,
      changed(({ text }) => longer(text), true),
      false,
    ),
    await kind('another language, handled', 0.4, changed(german, true), false),
    await kind(
      'longer questions',
      0.6,
      changed(({ text }) => longer(text), false),
    ),
    await kind('another language', 0.4, changed(german, false)),
    await kind(
      'the eight weakest intents',
      0.4,
      questions.filter(({ intent }) => weak.includes(intent)),
      true,
    ),
    await kind('intents that were never learnt', 0.4, strange, true),
  ];
  return { usual: await recorded('usual', questions), kinds, scores: scoresOfAll(heldOut) };
}

/** As held-out examples are scored by the warehouse, and as rates score themselves. */
function scoresOfAll({ requests, categories }: Asked): Partial<Record<SignalName, Score[]>> {
  const scores: Partial<Record<SignalName, Score[]>> = {};
  for (const name of signalNames) {
    const { scoredBy }: Signal = signals[name];
    const own = ownScores(name);
    if (own) scores[name] = own;
    if (!scoredBy) continue;
    const found = new Map<string, Score>();
    for (const [at, { isRight, intent }] of requests.entries()) {
      const category = categories[at]![name];
      if (category === undefined) continue;
      const kind = scoredBy === 'wanted' ? intent : category;
      const key = `${kind}\n${category}`;
      const { answers, mean } = found.get(key) ?? { answers: 0, mean: 0 };
      found.set(key, {
        kind,
        category,
        answers: answers + 1,
        mean: (answers * mean + Number(isRight)) / (answers + 1),
      });
    }
    scores[name] = [...found.values()];
  }
  return scores;
}

/** In how many of the times retraining is proposed after the change. */
function proposals(
  { name, asked, part }: Kind,
  usual: Asked,
  scores: ReturnType<typeof scoresOfAll>,
  { times, weekly }: { times: number; weekly: number },
): number {
  const chance = chanceFrom(name);
  const oneOf = ({ categories }: Asked) => categories[Math.floor(chance() * categories.length)]!;
  let proposed = 0;
  for (let time = 0; time < times; time++) {
    const state = freshDrift();
    let isChanged = false;
    const quarters = quartersOf(weekly, () => oneOf(isChanged && chance() < part ? asked : usual), chance);
    for (let quarter = 0; quarter < weeksBefore * quartersInWeek; quarter++) {
      feedSessions(state, quarters.next().value);
      if (lookForDrift(state, 0)) settleAlarm(state, 'mistaken');
    }
    isChanged = true;
    for (let [requests, quarter] = [0, 0]; requests < mostRequests; quarter++) {
      const sessions = quarters.next().value;
      feedSessions(state, sessions);
      requests += sessions.reduce((sum, session) => sum + session.requests, 0);
      const alarm = lookForDrift(state, 0);
      if (!alarm || quarter % quartersInDay > 0 || !proposedFor(alarm.changes, scores)) continue;
      proposed++;
      break;
    }
  }
  return proposed;
}
