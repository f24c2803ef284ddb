/**
 * Faults on request, in the interface of Google's storage-testbench: `POST /retry_test` names, per method, what shall go wrong; requests
 * with its id in `x-retry-test-id` then meet these faults, one each, in order. So a client's behaviour under failure can be tested.
 */
import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { randomUUID } from 'node:crypto';
import { invalid, StorageError } from './errors';

type Fault =
  | { kind: 'status'; code: number }
  | { kind: 'statusAfter'; code: number; bytes: number }
  | { kind: 'reset' }
  | { kind: 'brokenStream'; bytes: number };

interface RetryTest {
  id: string;
  /** Per method, the instructions not yet met. */
  instructions: Record<string, string[]>;
}

/** Goes into any route, whatever parameters its path has. */
type Middleware = <P>(request: Request<P>, response: Response, next: NextFunction) => void;

/** A "few" bytes of a download that breaks off, where the instruction does not say how many. */
const fewBytes = 1024;

function parseInstruction(text: string): Fault {
  let found: RegExpExecArray | null;
  if ((found = /^return-(\d{3})$/.exec(text))) return { kind: 'status', code: Number(found[1]) };
  if ((found = /^return-(\d{3})-after-(\d+)K$/.exec(text))) {
    return { kind: 'statusAfter', code: Number(found[1]), bytes: Number(found[2]) * 1024 };
  }
  if (text === 'return-reset-connection') return { kind: 'reset' };
  if (text === 'return-broken-stream') return { kind: 'brokenStream', bytes: fewBytes };
  if ((found = /^return-broken-stream-after-(\d+)K$/.exec(text))) {
    return { kind: 'brokenStream', bytes: Number(found[1]) * 1024 };
  }
  throw invalid(`Unsupported retry test instruction: '${text}'`);
}

export class Faults {
  private readonly tests = new Map<string, RetryTest>();

  /** Goes before the handler of a method (`storage.objects.get`) and lets the next fault that is wanted of it happen. */
  of(method: string): Middleware {
    return (request, response, next) => {
      const waiting = this.tests.get(request.get('x-retry-test-id') ?? '')?.instructions[method];
      const [instruction] = waiting ?? [];
      if (waiting === undefined || instruction === undefined) return next();
      const fault = parseInstruction(instruction);
      const happen = () => void waiting.shift();
      if (fault.kind === 'statusAfter') response.locals['failBody'] = { ...fault, happen };
      if (fault.kind === 'brokenStream') breakAfter(response, fault.bytes, happen);
      if (fault.kind === 'statusAfter' || fault.kind === 'brokenStream') return next();
      happen();
      if (fault.kind === 'status') throw new StorageError(fault.code, 'injected', `Injected by ${instruction}`);
      request.socket.resetAndDestroy();
    };
  }

  router(): Router {
    const router = Router();
    router.post('/retry_test', express.json(), (request, response) => {
      const { instructions = {} } = (request.body ?? {}) as Partial<RetryTest>;
      for (const instruction of Object.values(instructions).flat()) parseInstruction(instruction);
      const test = { id: randomUUID(), instructions: structuredClone(instructions) };
      this.tests.set(test.id, test);
      response.json(resource(test));
    });
    router.get('/retry_tests', (_request, response) => {
      response.json({ retry_test: [...this.tests.values()].map(resource) });
    });
    router.get('/retry_test/:id', (request, response) => {
      response.json(resource(this.find(request.params.id)));
    });
    router.delete('/retry_test/:id', (request, response) => {
      this.tests.delete(this.find(request.params.id).id);
      response.status(200).end();
    });
    return router;
  }

  private find(id: string): RetryTest {
    const test = this.tests.get(id);
    if (!test) throw new StorageError(404, 'notFound', `Retry Test ${id} not found`);
    return test;
  }
}

function resource(test: RetryTest): object {
  return { ...test, transport: 'HTTP', completed: Object.values(test.instructions).flat().length === 0 };
}

/** Cuts the connection once so many bytes of the answer's body are written. */
function breakAfter(response: Response, bytes: number, happen: () => void): void {
  const write = response.write.bind(response) as (chunk: Buffer, callback?: () => void) => boolean;
  let written = 0;
  response.write = ((chunk: Buffer) => {
    const part = chunk.subarray(0, bytes - written);
    written += part.length;
    if (written < bytes) return write(part);
    happen();
    write(part, () => response.destroy());
    return false;
  }) as typeof response.write;
}

/**
 * The body of an upload, which breaks off with the wanted status where a fault says so.
 * @param start where in the whole upload the body begins: bytes are counted from there
 */
export async function* uploadBody(
  request: AsyncIterable<Buffer>,
  response: Response,
  start = 0,
): AsyncGenerator<Buffer> {
  const wanted = response.locals['failBody'] as { code: number; bytes: number; happen: () => void } | undefined;
  const fault = wanted && wanted.bytes > start ? wanted : undefined;
  let seen = start;
  for await (const chunk of request) {
    const part = fault ? chunk.subarray(0, fault.bytes - seen) : chunk;
    seen += part.length;
    yield part;
    if (fault && seen >= fault.bytes) {
      fault.happen();
      throw new StorageError(fault.code, 'injected', `Injected after ${seen} bytes`);
    }
  }
}
