/** A model that answers at several equal endpoints: each question goes to where the least is under way, and on to another where that fails. */
import { isPermanent, isRetryable } from '../../../core/errors';
import { overheard } from './overheard';
import type { Answer, Generation, Hearing, Question } from './provider';
import type { OfRun } from './providers';
import type { Clock } from '../stage/clock';

/** Milliseconds that an endpoint rests after it has failed; twice as many after each failure in a row, at most. */
const [shortestRest, longestRest] = [1_000, 60_000];

/** What this process knows of an endpoint: its own questions. */
interface Health {
  underWay: number;
  /** In a row. */
  failures: number;
  /** In ms since the epoch. */
  restsUntil: number;
}

/**
 * An endpoint fails that has no quota, no time or no model, or is away; what is wrong with a question is an answer. Of those that do not
 * rest two are drawn, and the one with less under way is asked (Mitzenmacher 2001): nearly as good as looking at all, and many processes do
 * not run after the same one.
 * @param random evenly out of [0, 1)
 */
export function balanced(of: OfRun<Generation>, clock: Clock, random: () => number = Math.random): OfRun<Generation> {
  const known = new Map<string, Health>();
  const healthOf = (endpoint: string): Health => {
    const health = known.get(endpoint) ?? { underWay: 0, failures: 0, restsUntil: 0 };
    known.set(endpoint, health);
    return health;
  };

  /** Where all of them rest, the one whose rest ends first: somebody waits for an answer. */
  function choose(endpoints: readonly string[]): string {
    const now = clock.now().getTime();
    const awake = endpoints.filter((endpoint) => healthOf(endpoint).restsUntil <= now);
    if (awake.length === 0) return endpoints.toSorted((a, b) => healthOf(a).restsUntil - healthOf(b).restsUntil)[0]!;
    const [first] = awake.splice(Math.floor(random() * awake.length), 1) as [string];
    const second = awake[Math.floor(random() * awake.length)] ?? first;
    return healthOf(second).underWay < healthOf(first).underWay ? second : first;
  }

  /** @throws as `ask` does */
  async function askedAt(endpoint: string, ask: () => Promise<Answer>): Promise<Answer> {
    const health = healthOf(endpoint);
    health.underWay += 1;
    try {
      const answer = await ask();
      health.failures = 0;
      return { ...answer, endpoint };
    } catch (error) {
      const now = clock.now().getTime();
      // Of questions that fail together the first counts.
      if (isOfEndpoint(error) && health.restsUntil <= now) {
        health.restsUntil = now + Math.min(longestRest, shortestRest * 2 ** health.failures);
        health.failures += 1;
      }
      throw error;
    } finally {
      health.underWay -= 1;
    }
  }

  async function askUntilAnswered(
    generate: Generation['generate'],
    endpoints: string[],
    question: Omit<Question, 'model'>,
    asked: Hearing,
  ): Promise<Answer> {
    const { hearing, isOver } = overheard(asked);
    for (let left = endpoints; ;) {
      const model = choose(left);
      left = left.filter((each) => each !== model);
      try {
        return await askedAt(model, () => generate({ ...question, model }, hearing));
      } catch (error) {
        if (!isOfEndpoint(error) || left.length === 0 || isOver()) throw error;
      }
    }
  }

  return (configuration) => {
    const generation = of(configuration);
    return {
      ...generation,
      generate: ({ replicas, ...question }, hearing) =>
        replicas
          ? askUntilAnswered(generation.generate, [question.model, ...replicas], question, hearing ?? {})
          : generation.generate(question, hearing),
    };
  };
}

const isOfEndpoint = (error: unknown): boolean => isRetryable(error) || isPermanent(error);
