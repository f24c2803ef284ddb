/** Server-sent events, as browsers and clients of models read them: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { ServerResponse } from 'node:http';
import { Waiter } from '../stage/waiter';

export interface EventStream {
  /** @param data a text, or what is sent as JSON. @param event its name; without one it is a message */
  send(data: unknown, event?: string): void;
  end(): void;
  /** What was sent cannot be taken back: an error after the first event is one more. */
  hasBegun(): boolean;
}

/**
 * The head is sent with the first event: until then an error has a status of its own.
 * @param beforeEnd is waited for once all is said
 */
export function openEventStream(response: ServerResponse, beforeEnd?: () => Promise<void>): EventStream {
  const begin = (): void => {
    if (response.headersSent) return;
    // Proxies that gather answers before they send them on are asked not to.
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  };
  return {
    hasBegun: () => response.headersSent,
    send(data, event) {
      // A model may speak on that was told to stop: to write now would be an error that ends the process.
      if (response.writableEnded) return;
      begin();
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
    },
    end() {
      begin();
      if (beforeEnd) void beforeEnd().then(() => response.end());
      else response.end();
    },
  };
}

/** Ends when the caller goes away before the answer has ended. */
export function callerWaiting(response: ServerResponse): Waiter {
  const waiting = new Waiter();
  const look = (): void => {
    if (!response.writableFinished) waiting.end(new CallerGone());
  };
  // Of one that has gone already nothing is heard any more.
  if (response.destroyed) look();
  else response.once('close', look);
  return waiting;
}

/** Nobody is there any more who could be answered. */
export class CallerGone extends Error {
  constructor() {
    super('the caller went away before the answer had ended');
    this.name = 'CallerGone';
  }
}
