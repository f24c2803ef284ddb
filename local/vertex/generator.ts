/** The process that generates: started on first use, started again when it dies, stopped when idle. */
import { RpcError } from '../rpc/errors';
import { startChild, type Child } from './processes';
import type { Turn } from './training-example';

export interface GenerateRequest {
  /** The small model that answers. */
  base: string;
  /** Absent for the base model. */
  adapterFile?: string;
  system?: string;
  turns: Turn[];
  temperature: number;
  topP: number;
  seed: number;
  maxOutputTokens: number;
  stopSequences: string[];
  /** The only answers that there may be. */
  choices?: string[];
}

export interface Generated {
  text: string;
  finishReason: 'STOP' | 'MAX_TOKENS';
  promptTokens: number;
  outputTokens: number;
}

type Reply = { id: number } & (Generated | { error: string });

interface Waiting {
  request: GenerateRequest;
  attempts: number;
  resolve(generated: Generated): void;
  reject(error: Error): void;
}

export interface Generator {
  /** @throws RpcError INTERNAL with the model's own words, UNAVAILABLE when its process died under the request twice. */
  generate(request: GenerateRequest): Promise<Generated>;
  close(): Promise<void>;
}

const mostAttempts = 2;

/** `entry` is the module of the process; after `idleMs` without a request its memory is given back. */
export function createGenerator(entry: string, idleMs: number, onOutput: (line: string) => void): Generator {
  const waiting = new Map<number, Waiting>();
  let child: Child | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 0;
  let closed = false;

  const onMessage = (reply: Reply) => {
    const asked = waiting.get(reply.id);
    if (!asked) return;
    waiting.delete(reply.id);
    if (waiting.size === 0) idle = setTimeout(stop, idleMs).unref();
    if ('error' in reply) asked.reject(new RpcError('INTERNAL', reply.error));
    else asked.resolve(reply);
  };

  const start = (): Child => {
    const started: Child = startChild<Reply>(entry, {
      onMessage,
      onOutput,
      onExit: (reason) => onExit(started, reason),
    });
    return started;
  };

  /** The requests that a dead process leaves are asked once more; one of them may be what killed it. */
  const onExit = (gone: Child, reason: string) => {
    if (child !== gone) return;
    child = undefined;
    for (const [id, asked] of waiting) {
      if (closed || asked.attempts >= mostAttempts) {
        waiting.delete(id);
        asked.reject(new RpcError('UNAVAILABLE', `The process of the local model ended (${reason}).`));
      } else {
        ask(id, asked);
      }
    }
  };

  const ask = (id: number, asked: Waiting): void => {
    asked.attempts += 1;
    child ??= start();
    child.send({ id, ...asked.request } as never);
  };

  const stop = () => {
    const idleChild = child;
    child = undefined;
    void idleChild?.kill();
  };

  return {
    generate(request) {
      if (closed) return Promise.reject(new RpcError('UNAVAILABLE', 'The local Vertex AI is stopping.'));
      clearTimeout(idle);
      return new Promise((resolve, reject) => {
        const id = ++nextId;
        const asked = { request, attempts: 0, resolve, reject };
        waiting.set(id, asked);
        ask(id, asked);
      });
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      await child?.kill();
    },
  };
}
