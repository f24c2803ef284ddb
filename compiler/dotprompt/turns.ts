/** What the turns of a .prompt file are: the system instruction, examples, and the question that is asked. */
import type { PromptExample } from '../../schemas/generated/types';
import { readTurns, type Found, type TemplateTurn } from './template';

export type Example = Record<keyof PromptExample, TemplateTurn>;

interface Sorted {
  system: TemplateTurn | undefined;
  examples: Example[];
  user: TemplateTurn;
}

/** In this order alone: the system instruction, pairs of a question and its answer, and the question. */
export function readTemplate(template: string): Sorted | { problems: Found[] } {
  const { turns, problems } = readTurns(template);
  if (problems.length > 0) return { problems };
  const sorted = sortTurns(turns);
  return 'reason' in sorted ? { problems: [sorted] } : sorted;
}

function sortTurns(all: TemplateTurn[]): Sorted | Found {
  const [first] = all as [TemplateTurn];
  const system = first.role === 'system' ? first : undefined;
  const turns = system ? all.slice(1) : all;
  const wrong = turns.find(({ role }, place) => role !== (place % 2 === 0 ? 'user' : 'model'));
  if (wrong?.role === 'system')
    return { line: wrong.line, reason: 'the system instruction stands before all other turns, and once' };
  if (wrong) {
    const other = wrong.role === 'user' ? 'model' : 'user';
    const reason = `a turn of the ${wrong.role} stands where one of the ${other} belongs: an example is a question and its answer`;
    return { line: wrong.line, reason };
  }
  const empty = all.find(({ text }) => text === '');
  if (empty) return { line: empty.line, reason: `the turn of the ${empty.role} has no text` };
  const user = turns.at(-1);
  if (user?.role !== 'user')
    return { line: (user ?? first).line, reason: 'the last turn has to be the question: {{role "user"}}' };
  const examples = Array.from({ length: (turns.length - 1) / 2 }, (_, n) => ({
    user: turns[2 * n]!,
    model: turns[2 * n + 1]!,
  }));
  return { system, examples, user };
}
