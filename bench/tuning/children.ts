/** The model's own two processes, measured: what they answer, the processor time they took, and their peak memory. */
import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { processorMilliseconds } from '../../local/functions/processor-time';
import type { GenerationMessage } from '../../local/vertex/model/generate-process';
import type { Generation, GenerationRequest } from '../../local/vertex/model/generation';
import type { TuningRequest } from '../../local/vertex/model/request';
import type { TuningMessage } from '../../local/vertex/model/tune-process';

const start = (name: string): ChildProcess =>
  fork(join(repositoryRoot(), 'dist/local/vertex/model', name), { serialization: 'json' });

/** Seconds of all its threads: whatever else the machine does is not in them. */
const secondsOf = ({ pid }: ChildProcess): number => (processorMilliseconds(pid!) ?? NaN) / 1000;

/** 0 of one that has ended: its last message may be read after it. */
function peakBytesOf({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024;
}

export interface Heard {
  message: Exclude<TuningMessage, { type: 'failed' }>;
  /** Of the processor, since the process began. */
  seconds: number;
  peakBytes: number;
}

/** Every message of a tuning; a caller that stops asking ends it. @throws Error when the tuning fails */
export async function* tuned(request: TuningRequest): AsyncGenerator<Heard> {
  const child = start('tune-process.js');
  let peakBytes = 0;
  try {
    child.send(request);
    for await (const [message] of on(child, 'message', { close: ['exit'] }) as AsyncIterable<[TuningMessage]>) {
      if (message.type === 'failed') throw new Error(message.message);
      peakBytes = Math.max(peakBytes, peakBytesOf(child));
      yield { message, seconds: secondsOf(child), peakBytes };
      if (message.type === 'done') return;
    }
  } finally {
    child.kill();
  }
}

/** Asks one question after the other. @returns the answers, and the processor's seconds from the second one on */
export async function answered(requests: GenerationRequest[]) {
  const child = start('generate-process.js');
  try {
    const messages = on(child, 'message') as AsyncIterableIterator<[GenerationMessage]>;
    const answers: Generation[] = [];
    let begun = 0;
    for (const [id, request] of requests.entries()) {
      child.send({ id, ...request });
      const [answer] = (await messages.next()).value as [GenerationMessage];
      if (!('text' in answer)) throw new Error(JSON.stringify(answer));
      if (answers.push(answer) === 1) begun = secondsOf(child);
    }
    return { answers, seconds: secondsOf(child) - begun };
  } finally {
    child.kill();
  }
}
