/** Ready-made tuning files: Gemini's contents, OpenAI's messages, or prompt and completion, one example a row. */

export interface Conversation {
  system?: string;
  /** Turns before the last question. */
  history: number;
  prompt: string;
  completion: string;
}

export const forms = {
  gemini: "Gemini's contents",
  openai: "OpenAI's messages",
  'prompt-completion': 'prompt and completion',
};
export type Form = keyof typeof forms;

/** The form of a row, or undefined when it is a row of columns. */
export function formOf(row: Record<string, unknown>): Form | undefined {
  if (Array.isArray(row['contents'])) return 'gemini';
  if (Array.isArray(row['messages'])) return 'openai';
  // With columns beside them these two are columns as well: one of the others may name the row.
  const isPair = Object.keys(row).every((key) => ['prompt', 'completion', 'system'].includes(key));
  return isPair && typeof row['prompt'] === 'string' && typeof row['completion'] === 'string'
    ? 'prompt-completion'
    : undefined;
}

/** What a row of this form says; undefined when it does not end with an answer to a question. */
export function readConversation(row: Record<string, unknown>): Conversation | undefined {
  const form = formOf(row);
  if (!form) return undefined;
  if (form === 'prompt-completion') {
    const { prompt, completion, system } = row as { prompt: string; completion: string; system?: unknown };
    return { ...(typeof system === 'string' && { system }), history: 0, prompt, completion };
  }
  const list = (form === 'gemini' ? row['contents'] : row['messages']) as { role?: unknown }[];
  const roleOf = (role: unknown): string => (typeof role === 'string' ? role : '');
  const turns = list.map((turn) => ({ role: roleOf(turn?.role), text: textOf(turn) }));
  const instructions = form === 'gemini' ? [textOf(row['systemInstruction'] ?? row['system_instruction'])] : [];
  const begin = turns.findIndex(({ role }) => !isInstruction(role));
  instructions.push(...turns.slice(0, begin).map(({ text }) => text));
  const spoken = begin < 0 ? [] : turns.slice(begin);
  // User and model in turn, the model last: anything else cannot be trained on.
  const isInTurn = spoken.every(({ role }, i) =>
    i % 2 === 0 ? role === 'user' : role === 'assistant' || role === 'model',
  );
  const [question, answer] = spoken.slice(-2);
  if (!question || !answer || !isInTurn || spoken.length % 2 !== 0) return undefined;
  const system = instructions.filter((text) => text !== '').join('\n\n');
  return { ...(system && { system }), history: spoken.length - 2, prompt: question.text, completion: answer.text };
}

const isInstruction = (role: string): boolean => role === 'system' || role === 'developer';

/** The text of a turn: `content` as a string or as parts, or Gemini's `parts`. */
function textOf(turn: unknown): string {
  const { content, parts } = (turn ?? {}) as { content?: unknown; parts?: unknown };
  if (typeof content === 'string') return content;
  const pieces = Array.isArray(content) ? content : Array.isArray(parts) ? parts : [];
  return pieces.map((piece: { text?: unknown }) => (typeof piece?.text === 'string' ? piece.text : '')).join('');
}

/** What all rows of a file have in common; memory does not grow with their number. */
export interface Conversations {
  form: Form;
  rows: number;
  /** Rows of another form, or without a question and its answer. */
  unreadable: number;
  withSystem: number;
  /** The system prompt, when every row that is readable has the same. */
  system?: string;
  withHistory: number;
  longestCompletionBytes: number;
  /** Distinct answers are few and short: labels. */
  isLabels: boolean;
}

const countedAnswers = 1000;

export function createTally(form: Form): { add(row: Record<string, unknown>): void; result(): Conversations } {
  const systems = new Set<string | undefined>();
  const answers = new Set<string>();
  let [rows, unreadable, withSystem, withHistory, longestBytes, longest] = [0, 0, 0, 0, 0, 0];
  return {
    add(row) {
      rows += 1;
      const read = readConversation(row);
      if (!read || read.prompt.trim() === '' || read.completion.trim() === '') {
        unreadable += 1;
        return;
      }
      if (systems.size < 2) systems.add(read.system);
      if (read.system !== undefined) withSystem += 1;
      if (read.history > 0) withHistory += 1;
      if (answers.size <= countedAnswers && read.completion.length <= 100) answers.add(read.completion);
      longestBytes = Math.max(longestBytes, Buffer.byteLength(read.completion));
      longest = Math.max(longest, read.completion.length);
    },
    result() {
      const [system] = systems.size === 1 ? systems : [];
      const isLabels = longest <= 100 && answers.size <= countedAnswers && answers.size * 5 <= rows - unreadable;
      return {
        form,
        rows,
        unreadable,
        withSystem,
        system,
        withHistory,
        longestCompletionBytes: longestBytes,
        isLabels,
      };
    },
  };
}
