/**
 * The process that answers: takes GenerationRequests with an id over IPC and sends each answer, or an error, in their order.
 * Between tokens it listens: for more requests, and for those that nobody waits for any more.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { createGenerator, type Generation, type GenerationRequest } from './generation';

type Id = string | number;

interface Asked extends GenerationRequest {
  id: Id;
  /** Send the text as it grows, before the whole of it? */
  stream?: boolean;
}

export type GenerationMessage =
  | ({ id: Id } & Generation)
  | { id: Id; error: string }
  /** What a streamed answer goes on with. */
  | { id: Id; more: string }
  /** The tokens made by then. */
  | { id: Id; cancelledAfter: number };

if (process.send) {
  const send = (message: GenerationMessage) => void process.send!(message);
  /** In their order; the first is being answered. */
  const open = new Map<Id, Asked & { isCancelled: boolean }>();
  let generate: ReturnType<typeof createGenerator> | undefined;

  const answer = async (asked: Asked & { isCancelled: boolean }): Promise<GenerationMessage> => {
    const { id, stream } = asked;
    generate ??= createGenerator();
    const growing = generate(asked);
    let tokens = 0;
    for (; !asked.isCancelled; tokens++) {
      const { done, value } = growing.next();
      if (done) return { id, ...value };
      if (stream && value !== '') send({ id, more: value });
      await turn();
    }
    return { id, cancelledAfter: tokens };
  };

  const work = async (): Promise<void> => {
    for (const [id, asked] of open) {
      send(await answer(asked).catch((error: Error) => ({ id, error: error.message })));
      open.delete(id);
    }
  };

  process.on('message', (message: Asked | { cancel: Id }) => {
    if ('cancel' in message) {
      const asked = open.get(message.cancel);
      if (asked) asked.isCancelled = true;
      return;
    }
    open.set(message.id, { ...message, isCancelled: false });
    if (open.size === 1) void work();
  });
  process.once('disconnect', () => process.exit());
}
