/** Ready-made tuning files: whether a file is one, and what its conversations have in common. */
import { convertConversation, formOf, type Form } from '../../core/formats/conversations';
import type { Row } from '../../core/row-schema';

/** The form of a row that is a conversation and nothing else: columns may have these names as well. */
export function conversationForm(row: Row): Form | undefined {
  const form = formOf(row);
  if (form === 'gemini') return Array.isArray(row['contents']) ? form : undefined;
  if (form === 'openai') return Array.isArray(row['messages']) ? form : undefined;
  // With columns beside them these two are columns, too: one of the others may name the row.
  const isPair = Object.keys(row).every((key) => ['prompt', 'completion', 'system'].includes(key));
  return isPair && typeof row['prompt'] === 'string' && typeof row['completion'] === 'string' ? form : undefined;
}

/** What all rows of a file have in common; memory does not grow with their number. */
export interface Conversations {
  form: Form;
  rows: number;
  /** Rows that validate will put aside. */
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

export function createTally(form: Form): { add(row: Row): void; result(): Conversations } {
  const systems = new Set<string | undefined>();
  const answers = new Set<string>();
  let [rows, unreadable, withSystem, withHistory, longestBytes, longest] = [0, 0, 0, 0, 0, 0];
  return {
    add(row) {
      rows += 1;
      const read = convertConversation(row);
      if ('problem' in read || read.value.prompt.trim() === '' || read.value.completion.trim() === '') {
        unreadable += 1;
        return;
      }
      const { history, completion } = read.value;
      // An instruction that says nothing is none.
      const system = read.value.system || undefined;
      if (systems.size < 2) systems.add(system);
      if (system !== undefined) withSystem += 1;
      if (history.length > 0) withHistory += 1;
      if (answers.size <= countedAnswers && completion.length <= 100) answers.add(completion);
      longestBytes = Math.max(longestBytes, Buffer.byteLength(completion));
      longest = Math.max(longest, completion.length);
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
