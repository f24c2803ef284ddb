/** What may be asked: Banking77's questions, as they are and as a change makes them, with what every signal reads of each. */
import { chanceFrom } from '../../core/verdict/random';
import { readBanking, type Question } from './banking';
import type { Draw } from './traffic';
import { categoriesOf, openHistory, type Categories, type Request } from './requests';

/** How a question or its answer may be changed. */
export const changes = {
  none: (request: Request) => request,
  language: (request: Request) => ({ ...request, text: german(request), isRight: false }),
  format: (request: Request) => ({ ...request, answer: JSON.stringify({ intent: request.answer }) }),
} satisfies Record<string, (request: Request) => Request>;

export type Change = keyof typeof changes;

export interface Pool {
  intents: string[];
  /** Share of each. */
  shares: number[];
  /** Of each change and intent the categories of its requests. */
  requests: Record<Change, Categories[][]>;
}

/** The production model of the pool answers every question right: what is planted is what is seen. */
export async function readPool(folder: string): Promise<Pool> {
  const { train, test } = readBanking(folder);
  const questions = [...train, ...test];
  const intents = [...new Set(questions.map(({ intent }) => intent))];
  const history = await openHistory(train);
  try {
    const requests = {} as Pool['requests'];
    for (const change of Object.keys(changes) as Change[]) {
      const changed = questions.map((question) => changes[change](rightly(question)));
      const categories = await categoriesOf(history, change, changed, chanceFrom('pool'));
      requests[change] = intents.map((intent) => categories.filter((_, index) => questions[index]!.intent === intent));
    }
    return { intents, shares: intents.map((_, at) => requests.none[at]!.length / questions.length), requests };
  } finally {
    await history.close();
  }
}

const rightly = ({ text, intent }: Question): Request => ({ text, intent, answer: intent, isRight: true });

/** What the same would be asked like in German, but for its subject. */
export const german = ({ intent }: { intent: string }): string =>
  `Ich habe eine Frage zu „${intent}“, und ich weiß nicht, was das ist.`;

/** Draws requests by the shares of their intents. */
export function drawFrom(pool: Pool, shares: readonly number[], chance: () => number, change: Change = 'none'): Draw {
  const limits = new Float64Array(shares.length);
  shares.reduce((sum, share, at) => (limits[at] = sum + share), 0);
  return () => {
    const draw = chance() * limits.at(-1)!;
    const intent = limits.findIndex((limit) => draw < limit);
    const requests = pool.requests[change][intent]!;
    return requests[Math.floor(chance() * requests.length)]!;
  };
}
