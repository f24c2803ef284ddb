/** Tuning examples in the forms that people have them in, as the columns system, history, prompt and completion. */
import type { Turn } from '../contents';
import type { Row } from '../row-schema';
import { shown } from '../wording';
import { isExportedField, readExported, thoughtsOf } from './exports';

export type Form = 'gemini' | 'openai' | 'prompt-completion';

/** What people call them. */
export const formNames: Record<Form, string> = {
  gemini: 'Gemini contents',
  openai: 'OpenAI messages',
  'prompt-completion': 'prompt and completion',
};

/** What is trained on: the last question with its answer, and what came before. */
export interface Conversation {
  system?: string;
  history: Turn[];
  prompt: string;
  completion: string;
}

export type Conversion =
  | {
      form: Form;
      value: Row & Conversation;
      /** Names of what the row has besides and is not trained on: rejected answers, thoughts. */
      leftOut: string[];
    }
  | { problem: string };

/** Why a row is no conversation that can be trained on, in words. */
class Unfit extends Error {}

const unfit = (reason: string): never => {
  throw new Unfit(reason);
};

/** The form that a row is meant to have, whether it is sound or not; undefined for a row of columns. */
export function formOf({ contents, messages, prompt, completion }: Row): Form | undefined {
  if (!isAbsent(contents)) return 'gemini';
  if (!isAbsent(messages)) return 'openai';
  return isAbsent(prompt) && isAbsent(completion) ? undefined : 'prompt-completion';
}

/** Exporters write null for what is not there. */
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Each row is recognised on its own; what else it holds is kept. */
export function convertConversation(landed: Row): Conversion {
  const exported = readExported(landed) ?? { row: landed };
  if ('problem' in exported) return exported;
  const { row, leftOut } = exported;
  try {
    const [form, conversation] = read(row);
    const others = Object.entries(row).filter(([name, value]) => !isAbsent(value) && !isRead(name, form));
    return {
      form,
      value: { ...Object.fromEntries(others), ...conversation },
      leftOut: [...(leftOut === undefined ? [] : [leftOut]), ...thoughtsOf(row)],
    };
  } catch (error) {
    if (error instanceof Unfit) return { problem: error.message };
    throw error;
  }
}

const turnFields: Record<Form, string[]> = {
  gemini: ['contents'],
  openai: ['messages'],
  'prompt-completion': ['prompt', 'completion'],
};

/** A system prompt beside the turns, as Gemini, Anthropic, OpenAI and those who made data sets call it, however it is spelled. */
const systemName = /^(system|system[_-]?(instructions?|prompt|message)|instructions)$/i;
export const isSystemField = (name: string): boolean => systemName.test(name);

const toolFields = ['tools', 'functions'];

/** True of all that a conversation is read from. */
export const isConversationField = (name: string): boolean =>
  [...Object.values(turnFields).flat(), ...toolFields].includes(name) || isSystemField(name) || isExportedField(name);

const isRead = (name: string, form: Form): boolean =>
  [...turnFields[form], ...toolFields].includes(name) || isSystemField(name);

function read(row: Row): [Form, Conversation] {
  for (const name of toolFields)
    if (!isNone(row[name])) unfit(`the row has ${name}: calls of tools cannot be trained on`);
  const form = formOf(row);
  const system = systemOf(row);
  if (form === 'gemini') return [form, columns(system, listOf(row['contents'], 'contents').map(geminiTurn))];
  if (form === 'openai') return [form, readMessages(listOf(row['messages'], 'messages'), system)];
  if (form === undefined)
    return unfit('the row is no conversation: it has neither contents, nor messages, nor prompt and completion');
  const turns: Turn[] = [
    { role: 'user', text: textOf(row['prompt'], 'prompt') },
    { role: 'model', text: textOf(row['completion'], 'completion') },
  ];
  return [form, columns(system, turns)];
}

/** Null, and a text, a list or an object of nothing. */
const isNone = (value: unknown): boolean =>
  isAbsent(value) || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** The system prompt beside the turns, in whichever form: a text, parts of one, or a list of them. */
function systemOf(row: Row): string | undefined {
  const [name, another] = Object.keys(row).filter((each) => isSystemField(each) && !isNone(row[each]));
  if (name === undefined) return undefined;
  if (another !== undefined) unfit(`the row has two system prompts, ${name} and ${another}: keep one`);
  const value = row[name];
  return Array.isArray(value) ? blocksText(value, name) : partsText(value, name);
}

function columns(system: string | undefined, turns: Turn[]): Conversation {
  if (turns.length === 0) unfit('the conversation has no turns');
  turns.forEach(({ role }, index) => {
    const expected = index % 2 === 0 ? 'user' : 'model';
    if (role !== expected)
      unfit(
        index === 0
          ? 'the conversation does not begin with the user'
          : `the ${role} speaks twice in a row: join those turns into one (turn ${index + 1})`,
      );
  });
  const completion = turns.at(-1)!;
  if (completion.role !== 'model') unfit("the last turn is not the model's");
  return {
    ...(system && { system }),
    history: turns.slice(0, -2),
    prompt: turns.at(-2)!.text,
    completion: completion.text,
  };
}

/** A turn of Gemini's: role user or model, parts of text. */
function geminiTurn(turn: Row, index: number): Turn {
  const where = `contents[${index}]`;
  const { role } = turn;
  if (role !== 'user' && role !== 'model') return unfit(`${where} has the role ${described(role)}, not user or model`);
  return { role, text: partsText(turn, where) };
}

/** The text of { parts: [{ text }] }, or of a text by itself. */
function partsText(content: unknown, where: string): string {
  if (typeof content === 'string') return content;
  const { parts } = (content ?? {}) as { parts?: unknown };
  return listOf(parts, `${where}.parts`)
    .map((part, index) => partText(part, `${where}.parts[${index}]`))
    .join('');
}

/** Of { text }, which says by its members what it is. */
function partText(part: Row, where: string): string {
  const other = Object.keys(part).find((name) => name !== 'text' && !isAbsent(part[name]));
  if (other !== undefined) unfit(`${where} has ${other}: only text can be trained on`);
  return textOf(part['text'], `${where}.text`);
}

/** @param beside the system prompt that stands beside them */
function readMessages(messages: Row[], beside: string | undefined): Conversation {
  const isSystem = ({ role }: Row) => role === 'system' || role === 'developer';
  const begin = messages.findIndex((message) => !isSystem(message));
  const first = begin < 0 ? messages.length : begin;
  const system = messages
    .slice(0, first)
    .map((message, index) => (isNone(message['content']) ? '' : messageText(message, `messages[${index}]`)))
    .filter((text) => text !== '');
  if (beside !== undefined && system.length > 0)
    unfit('the row has two system prompts, one beside messages and messages[0]: keep one');
  const turns = messages.slice(first).map((message, index) => openAiTurn(message, `messages[${first + index}]`));
  return columns(beside ?? system.join('\n\n'), turns);
}

function openAiTurn(message: Row, where: string): Turn {
  const { role, weight } = message;
  if (role === 'system' || role === 'developer')
    unfit(`${where} is a ${role} message in the middle of the conversation`);
  if (role === 'tool' || role === 'function') unfit(`${where} answers a tool: calls of tools cannot be trained on`);
  if (role !== 'user' && role !== 'assistant')
    return unfit(`${where} has the role ${described(role)}, not system, user or assistant`);
  for (const name of ['tool_calls', 'function_call', 'audio', 'refusal'])
    if (!isNone(message[name])) unfit(`${where} has ${name}: only text can be trained on`);
  if (!isAbsent(weight) && weight !== 1)
    unfit(`${where} has the weight ${described(weight)}: every answer is trained on`);
  return { role: role === 'user' ? 'user' : 'model', text: messageText(message, where) };
}

/** Content is a text, or blocks of text. */
const messageText = ({ content }: Row, where: string): string =>
  typeof content === 'string' ? content : blocksText(content, `${where}.content`);

/** OpenAI's chats and Anthropic have blocks of type text, OpenAI's responses two other names of it, Bedrock none. */
const textTypes: unknown[] = ['text', 'input_text', 'output_text'];

const blocksText = (blocks: unknown, where: string): string =>
  listOf(blocks, where)
    .map((block, index) => {
      const { type, text } = block;
      if (isAbsent(type)) return partText(block, `${where}[${index}]`);
      if (!textTypes.includes(type))
        unfit(`${where}[${index}] is of type ${described(type)}: only text can be trained on`);
      return textOf(text, `${where}[${index}].text`);
    })
    .join('');

function listOf(value: unknown, where: string): Row[] {
  if (isAbsent(value)) return unfit(`${where} is missing`);
  if (typeof value === 'string' && /^\s*[[{]/.test(value))
    unfit(`${where} is a text that holds JSON: write the list itself, without quotes around it`);
  if (!Array.isArray(value)) return unfit(`${where} is not a list`);
  const odd = value.findIndex((item) => typeof item !== 'object' || item === null || Array.isArray(item));
  return odd < 0 ? (value as Row[]) : unfit(`${where}[${odd}] is not an object`);
}

function textOf(value: unknown, where: string): string {
  if (isAbsent(value)) return unfit(`${where} is missing`);
  return typeof value === 'string' ? value : unfit(`${where} is not a text`);
}

function described(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'object' && value !== null ? 'an object' : shown(value, 40);
}
