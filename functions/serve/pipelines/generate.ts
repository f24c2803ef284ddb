/** :generate and :streamGenerate: an answer of a pipeline, as a whole or as it comes. */
import type { Hearing } from '../../shared/models/provider';
import { fieldsFor, type Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import { groundedAnswer } from '../grounding/grounded';
import type { ConversationAsking } from '../history/converse';
import type { EventStream } from '../../shared/http/event-stream';
import { readInput, readName } from './input';

const read = (body: unknown, { control }: Serving): ConversationAsking => {
  const input = readInput(body, fieldsFor(control));
  const user = readName(body, 'user', 'somebody');
  const conversation = readName(body, 'conversation', 'one');
  return { input, ...(user && { user }), ...(conversation && { conversation }) };
};

/** @throws HttpProblem with the id of the answer, where a model was asked */
export const generate = (serving: Serving, body: unknown, hearing: Hearing, deps: ServeDeps) =>
  groundedAnswer(serving, read(body, serving), hearing, deps);

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
