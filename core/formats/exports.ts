/** Conversations as programs export them: ShareGPT's turns, logs of requests with their responses, pairs of answers. */
import type { Row } from '../row-schema';

/** The same row with its turns where a conversation has them; `leftOut` names what is there and not trained on. */
export type Exported = { row: Row; leftOut?: string } | { problem: string };

/** Of logs, as Vertex AI, OpenAI and Anthropic write them. */
const ofLogs = ['request', 'response', 'full_request', 'full_response', 'body'];
/** Of preferences, as TRL and OpenAI have them. */
const ofPairs = ['chosen', 'rejected', 'input', 'preferred_output', 'non_preferred_output'];

/** True of the members that this file reads turns from. */
export const isExportedField = (name: string): boolean =>
  name === 'conversations' || ofLogs.includes(name) || ofPairs.includes(name);

/** Undefined for a row of any other form. */
export const readExported = (row: Row): Exported | undefined =>
  readShared(row) ?? readPair(row) ?? readLog(row) ?? readTree(row);

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

const without = (row: Row, names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** ShareGPT's names of who speaks. */
const speakers: Record<string, string> = {
  human: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  model: 'assistant',
};

/** Under `conversations`, with `from` and `value`, or with OpenAI's names. */
function readShared(row: Row): Exported | undefined {
  const { conversations } = row;
  if (!Array.isArray(conversations) || !isAbsent(row['messages'] ?? row['contents'])) return undefined;
  const turns = conversations as unknown[];
  if (turns.some((turn) => !isObject(turn) || !('from' in turn || 'role' in turn))) return undefined;
  const messages = (turns as Row[]).map(({ from, value, ...turn }) =>
    from === undefined ? turn : { role: speakers[from as string] ?? from, content: value },
  );
  return { row: { ...without(row, ['conversations']), messages } };
}

/** The chosen answer is learnt; tuning on labelled examples learns nothing from the rejected one. */
function readPair(row: Row): Exported | undefined {
  const { input, prompt, chosen, rejected, preferred_output: preferred } = row;
  const others = without(row, ['prompt', ...ofPairs]);
  if (isObject(input) && Array.isArray(input['messages']) && Array.isArray(preferred)) {
    const messages = [...(input['messages'] as unknown[]), ...(preferred as unknown[])];
    return {
      row: { ...others, ...without(input, ['parallel_tool_calls']), messages },
      leftOut: 'non_preferred_output',
    };
  }
  if (isAbsent(chosen) || isAbsent(rejected)) return undefined;
  const leftOut = 'rejected';
  if (Array.isArray(chosen)) {
    const turns = chosen as unknown[];
    if (Array.isArray(prompt)) return { row: { ...others, messages: [...(prompt as unknown[]), ...turns] }, leftOut };
    const isWhole = turns.length > 1 || typeof prompt !== 'string';
    return { row: { ...others, messages: isWhole ? turns : [{ role: 'user', content: prompt }, ...turns] }, leftOut };
  }
  if (typeof chosen === 'string' && /^\s*Human:/.test(chosen))
    return { problem: 'chosen holds a dialogue in one text: write messages with role and content' };
  return isAbsent(prompt) ? undefined : { row: { ...others, prompt, completion: chosen }, leftOut };
}

/** A request's turns and the answer that its response gave. */
function readLog(row: Row): Exported | undefined {
  if (!isAbsent(row['messages']) || !isAbsent(row['contents'])) return undefined;
  const request = bodyOf(row['request'] ?? row['full_request'] ?? (row['url'] === undefined ? undefined : row['body']));
  const response = bodyOf(row['response'] ?? row['full_response']);
  if (!request && response && answersOf(response) && isAbsent(row['prompt']))
    return { problem: "the row has a response without its request: join it to the requests by the row's id" };
  const name = ['contents', 'messages'].find((each) => Array.isArray(request?.[each]));
  if (!request || name === undefined) return undefined;
  const others = { ...without(row, ofLogs), ...request };
  if (!response) return { row: others };
  const answers = answersOf(response);
  if (!answers) return { problem: 'the response holds no answer' };
  if (answers.length !== 1) return { problem: `the response holds ${answers.length} answers: keep one` };
  const role = name === 'contents' ? 'model' : 'assistant';
  return { row: { ...others, [name]: [...(request[name] as unknown[]), { role, ...answers[0] }] } };
}

/** Of an object, a text that holds one, or the body of an HTTP message. */
function bodyOf(value: unknown): Row | undefined {
  const message = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(message)) return undefined;
  return isObject(message['body']) ? message['body'] : message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Gemini's candidates, OpenAI's choices, or Anthropic's only message; undefined of another object. */
function answersOf(response: Row): Row[] | undefined {
  const { candidates, choices, role } = response;
  if (Array.isArray(candidates)) return candidates.map((each: Row) => each['content']).filter(isObject);
  if (Array.isArray(choices)) return choices.map((each: Row) => each['message']).filter(isObject);
  return role === 'assistant' ? [{ role, content: response['content'] }] : undefined;
}

function readTree({ mapping }: Row): Exported | undefined {
  const isNode = (node: unknown) => isObject(node) && 'message' in node;
  if (!isObject(mapping) || !Object.values(mapping).some(isNode)) return undefined;
  return { problem: 'the row is a tree of messages, as ChatGPT exports them: write messages with role and content' };
}

/** Where models write what they think before they answer. */
const thoughts = ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details'];

/** The names under which a row's thoughts stand beside what is said: they are not trained on. */
export function thoughtsOf(row: Row): string[] {
  const { messages } = row;
  const holders = [row, ...(Array.isArray(messages) ? (messages as unknown[]) : [])].filter(isObject);
  return thoughts.filter((name) => holders.some((holder) => !isAbsent(holder[name]) && holder[name] !== ''));
}
