/**
 * The process that generates: started on first use, started again when it dies, stopped when idle. It answers in the order in
 * which it is asked, and leaves off what nobody waits for any more.
 */
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

type Reply = { id: number } & (Generated | { error: string } | { more: string } | { cancelledAfter: number });

export interface Listener {
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** Hears the text as it grows: all of it is a beginning of the answer, whose rest comes with the whole. */
  onMore?: (text: string) => void;
}

interface Waiting extends Listener {
  request: GenerateRequest;
  attempts: number;
  /** What the listener has heard, and what this attempt has said: a second one says the same, since the seed is. */
  heard: number;
  said: number;
  resolve(generated: Generated): void;
  reject(error: Error): void;
}

export interface Generator {
  /**
   * @throws RpcError INTERNAL with the model's own words, UNAVAILABLE when its process died under the request twice,
   * CANCELLED once nobody waits.
   */
  generate(request: GenerateRequest, listener?: Listener): Promise<Generated>;
  close(): Promise<void>;
}

const mostAttempts = 2;

const callerGone = (): RpcError => new RpcError('CANCELLED', 'The caller is gone.');

/** `entry` is the module of the process; after `idleMs` without a request its memory is given back. */
export function createGenerator(entry: string, idleMs: number, onOutput: (line: string) => void): Generator {
  const waiting = new Map<number, Waiting>();
  let child: Child | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 0;
  let closed = false;

  const onMessage = (reply: Reply) => {
    const asked = waiting.get(reply.id);
    if (!asked || 'cancelledAfter' in reply) return;
    if ('more' in reply) return hear(asked, reply.more);
    settle(reply.id);
    if ('error' in reply) asked.reject(new RpcError('INTERNAL', reply.error));
    else asked.resolve(reply);
  };

  const hear = (asked: Waiting, more: string) => {
    asked.said += more.length;
    const isNew = asked.said - asked.heard;
    if (isNew <= 0) return;
    asked.heard = asked.said;
    asked.onMore!(more.slice(-isNew));
  };

  const settle = (id: number) => {
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(stop, idleMs).unref();
  };

  const cancel = (id: number) => {
    const asked = waiting.get(id);
    if (!asked) return;
    settle(id);
    child?.send({ cancel: id });
    asked.reject(callerGone());
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
    asked.said = 0;
    child ??= start();
    child.send({ id, ...asked.request, ...(asked.onMore && { stream: true }) } as never);
  };

  const stop = () => {
    const idleChild = child;
    child = undefined;
    void idleChild?.kill();
  };

  return {
    generate(request, listener = {}) {
      if (closed) return Promise.reject(new RpcError('UNAVAILABLE', 'The local Vertex AI is stopping.'));
      if (listener.signal?.aborted) return Promise.reject(callerGone());
      clearTimeout(idle);
      return new Promise((resolve, reject) => {
        const id = ++nextId;
        const asked = { request, ...listener, attempts: 0, heard: 0, said: 0, resolve, reject };
        waiting.set(id, asked);
        listener.signal?.addEventListener('abort', () => cancel(id), { once: true });
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
