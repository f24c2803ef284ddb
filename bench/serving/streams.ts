/** Many streams at once: each must have every piece, in order, and its end. */
import type { Figure } from '../figure';
import { ask, callerOf } from './load';
import { pieces } from './question';
import type { Target } from './target';

/** What is missing of a stream: pieces, or its end. */
export function missingIn(text: string): number {
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  const said = events.filter((event) => event !== 'data: [DONE]').map((event) => JSON.parse(event.slice(6)) as Chunk);
  const told = said.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
  const isWhole = events.at(-1) === 'data: [DONE]' && told === pieces.join('');
  if (isWhole) return 0;
  return Math.max(1, pieces.filter((piece) => !told.includes(piece)).length);
}

interface Chunk {
  choices: { delta?: { content?: string } }[];
}

export async function streamFigures(target: Target, count: number): Promise<Figure[]> {
  const caller = callerOf(target, count);
  const began = performance.now();
  const streams = await Promise.allSettled(Array.from({ length: count }, () => ask(caller, true)));
  const seconds = (performance.now() - began) / 1000;
  const broken = streams.filter(({ status }) => status === 'rejected').length;
  const missing = streams.reduce((sum, one) => sum + (one.status === 'fulfilled' ? missingIn(one.value.text) : 0), 0);
  caller.agent.destroy();
  const problem = broken + missing > 0 ? `${broken} streams broke, ${missing} pieces are missing` : undefined;
  return [
    {
      name: `${count} streams at once, ${target.name}: pieces lost`,
      value: broken * pieces.length + missing,
      unit: `of ${count * pieces.length}`,
      problem,
    },
    { name: `${count} streams at once, ${target.name}: all have ended`, value: seconds, unit: 's' },
  ];
}
