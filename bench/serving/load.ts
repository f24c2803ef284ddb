/** Asks without a pause, by one connection for each caller, and takes the time. */
import { Agent, request } from 'node:http';
import { question } from './question';
import type { Target } from './target';

export interface Load {
  /** Milliseconds of each answer, from the first byte that was sent to the last that came. */
  latencies: number[];
  /** In which they came. */
  seconds: number;
  /** Of the answers, as the caller was told. */
  ids: string[];
}

export interface Caller {
  target: Target;
  agent: Agent;
}

export const callerOf = (target: Target, connections: number): Caller => ({
  target,
  agent: new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' }),
});

const whole = JSON.stringify(question(false));
const streamed = JSON.stringify(question(true));

/** The time of an answer, or, streamed, of its first piece; all of it as text. @throws Error for one that is none */
export async function ask(
  { target, agent }: Caller,
  isStreamed = false,
): Promise<{ first: number; total: number; text: string }> {
  const body = isStreamed ? streamed : whole;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let first = 0;
    let text = '';
    const headers = {
      ...target.headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(`${target.url}/v1/chat/completions`, { method: 'POST', agent, headers }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        first ||= performance.now() - began;
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ first, total: performance.now() - began, text });
        else reject(new Error(`${target.name} answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** @param callers who ask at the same time, each again as soon as it has its answer. @param enough how long, or how often in all */
export async function load(
  caller: Caller,
  callers: number,
  enough: { seconds: number } | { answers: number },
): Promise<Load> {
  const latencies: number[] = [];
  const ids: string[] = [];
  const began = performance.now();
  const goesOn = (asked: number): boolean =>
    'answers' in enough ? asked < enough.answers : performance.now() - began < enough.seconds * 1000;
  let asked = 0;
  const one = async (): Promise<void> => {
    while (goesOn(asked++)) {
      const { total, text } = await ask(caller);
      latencies.push(total);
      ids.push((JSON.parse(text) as { id: string }).id);
    }
  };
  await Promise.all(Array.from({ length: callers }, one));
  return { latencies, seconds: (performance.now() - began) / 1000, ids };
}

/** The value below which so much of them lies. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
