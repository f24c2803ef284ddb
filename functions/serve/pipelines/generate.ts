/** :generate and :streamGenerate: an answer of a pipeline, as a whole or as it comes. */
import type { Hearing } from '../../shared/models/provider';
import { exchange, type Asking } from '../asking/exchange';
import { fieldsFor, type Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import type { EventStream } from '../http/event-stream';
import { readInput, readUser } from './input';

const read = (body: unknown, { control }: Serving): Asking => {
  const input = readInput(body, fieldsFor(control));
  const user = readUser(body);
  return { input, ...(user && { user }) };
};

/** @throws HttpProblem with the id of the answer, where a model was asked */
export const generate = (serving: Serving, body: unknown, hearing: Hearing, deps: ServeDeps) =>
  exchange(serving, read(body, serving), hearing, deps);

/**
 * Messages of {text}, which together are the answer's text; then the event `done` with what :generate answers.
 * @throws HttpProblem as :generate
 */
export async function streamGenerate(
  serving: Serving,
  body: unknown,
  hearing: Hearing,
  events: EventStream,
  deps: ServeDeps,
): Promise<void> {
  const onText = (text: string): void => events.send({ text });
  const told = await generate(serving, body, { ...hearing, onText }, deps);
  // What is said in an answer's place no model has said.
  if (told.outcome === 'refused') onText(told.text);
  events.send(told, 'done');
  events.end();
}
