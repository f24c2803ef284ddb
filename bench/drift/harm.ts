/** Changes that hurt and changes that do not, before a real classifier: for which of them retraining is proposed. */
import { harmsOf, worthRetraining, type Score } from '../../core/drift/harm';
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
const weeksBefore = 24;
/** After the change. */
const mostRequests = 2_000;

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
  isHarmful: boolean;
}

export async function harmFigures(folder: string, times: number, weekly: number): Promise<Figure[]> {
  const history = await openHistory();
  try {
    const { usual, kinds, scores } = await prepare(folder, history);
    return kinds.flatMap((kind): Figure[] => {
      const proposed = proposals(kind, usual, scores, { times, weekly });
      const loss = kind.part * (rightOf(usual) - rightOf(kind.asked));
      const name = `${kind.name}, ${100 * kind.part} % of questions, costs ${(100 * loss).toFixed(1)} points`;
      if (kind.isHarmful) return [shareFigure(`${name}: retraining proposed`, proposed, times)];
      const value = (100 * proposed) / times;
      const problem = value > 5 ? 'more than 5 %' : undefined;
      return [{ name: `${name}: retraining proposed`, value, unit: '%', problem }];
    });
  } finally {
    await history.close();
  }
}

const rightOf = ({ requests }: Asked) => requests.filter(({ isRight }) => isRight).length / requests.length;

/** Half of the test questions are held out and scored, the other half is asked. */
async function prepare(folder: string, history: History) {
  const { train, test } = readBanking(folder);
  const intents = [...new Set(train.map(({ intent }) => intent))];
  const learnt = new Set(intents.slice(unlearnt));
  const turnsOf = (text: string) => ({ turns: [{ role: 'user' as const, text }] });
  const model = await classifier(
    train
      .filter(({ intent }) => learnt.has(intent))
      .map(({ text, intent }) => ({ request: turnsOf(text), target: intent })),
  );
  const answered = ({ text, intent }: Question): Request => {
    const answer = model.answer(turnsOf(text));
    return { text, intent, answer, isRight: answer === intent };
  };
  const ask = async (name: string, questions: readonly Question[]): Promise<Asked> => {
    const requests = questions.map(answered);
    return { requests, categories: await categoriesOf(history, name, requests, chanceFrom('harm')) };
  };
  const known = test.filter(({ intent }) => learnt.has(intent));
  const heldOut = await ask(
    'held out',
    known.filter((_, at) => at % 2 === 0),
  );
  const questions = known.filter((_, at) => at % 2 === 1);
  const usual = await ask('usual', questions);
  const changed = (change: (text: string) => string) => questions.map((one) => ({ ...one, text: change(one.text) }));
  const weakest = intents
    .filter((intent) => learnt.has(intent))
    .toSorted((a, b) => rightIn(usual, a) - rightIn(usual, b));
  const weak = new Set(weakest.slice(0, 8));
  const kinds: Kind[] = [
    {
      name: 'a greeting in front',
      part: 0.6,
      isHarmful: false,
      asked: await ask(
        'greeting',
        changed((text) => `Hello, ${text}`),
      ),
    },
    {
      name: 'a signature below',
      part: 0.6,
      isHarmful: false,
      asked: await ask(
        'signature',
        changed((text) => `${text}\nThanks, Ana`),
      ),
    },
    {
      name: 'longer questions',
      part: 0.6,
      isHarmful: false,
      asked: await ask(
        'longer',
        changed((text) => `${text} I hope that you can help me with this, as I do not know what else to do.`),
      ),
    },
    {
      name: 'the eight weakest intents',
      part: 0.4,
      isHarmful: true,
      asked: await ask(
        'weak',
        questions.filter(({ intent }) => weak.has(intent)),
      ),
    },
    {
      name: 'another language',
      part: 0.4,
      isHarmful: true,
      asked: await ask(
        'language',
        questions.map((one) => ({ ...one, text: german(one) })),
      ),
    },
    {
      name: 'intents that were never learnt',
      part: 0.4,
      isHarmful: true,
      asked: await ask(
        'unlearnt',
        test.filter(({ intent }) => !learnt.has(intent)),
      ),
    },
  ];
  return { usual, kinds, scores: scoresOfAll(heldOut) };
}

const rightIn = ({ requests }: Asked, intent: string) => {
  const own = requests.filter((request) => request.intent === intent);
  return own.filter(({ isRight }) => isRight).length / own.length;
};

/** As held-out examples are scored by the warehouse, and as rates score themselves. */
function scoresOfAll({ requests, categories }: Asked): Partial<Record<SignalName, Record<string, Score>>> {
  const scores: Partial<Record<SignalName, Record<string, Score>>> = {};
  for (const name of signalNames) {
    const { isScored }: Signal = signals[name];
    const own = ownScores(name);
    if (own) scores[name] = own;
    if (!isScored) continue;
    const found: Record<string, Score> = {};
    for (const [at, { isRight }] of requests.entries()) {
      const category = categories[at]![name];
      if (category === undefined) continue;
      const { answers, mean } = found[category] ?? { answers: 0, mean: 0 };
      found[category] = { answers: answers + 1, mean: (answers * mean + Number(isRight)) / (answers + 1) };
    }
    scores[name] = found;
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
    for (let requests = 0; requests < mostRequests;) {
      const sessions = quarters.next().value;
      feedSessions(state, sessions);
      requests += sessions.reduce((sum, session) => sum + session.requests, 0);
      const alarm = lookForDrift(state, 0);
      if (!alarm || !((harmsOf(alarm.changes, scores)[0]?.atLeast ?? 0) > worthRetraining)) continue;
      proposed++;
      break;
    }
  }
  return proposed;
}
