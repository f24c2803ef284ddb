/** Ready-made tuning files: whether a file is one, and what its conversations have in common. */
import { convertConversation, formOf, isSystemField, type Form } from '../../core/formats/conversations';
import { readExported } from '../../core/formats/exports';
import type { Row, RowSchema } from '../../core/row-schema';
import type { Parsed } from '../../formats/json/object';
import { createReasonTally } from '../../formats/rows/reasons';
import { compileRowCheck } from '../../formats/rows/row-check';
import type { QuarantineReason } from '../../schemas/generated/types';

/** The form of a row that is a conversation and nothing else: columns may have these names as well. */
export function conversationForm(row: Row): Form | undefined {
  const exported = readExported(row);
  // Its reason is told by whoever reads it.
  if (exported && 'problem' in exported) return 'openai';
  const form = formOf(exported?.row ?? row);
  if (exported && form !== 'prompt-completion') return form;
  if (form === 'gemini') return isTurns(row['contents']) ? form : undefined;
  if (form === 'openai') return isTurns(row['messages']) ? form : undefined;
  // With columns beside them these two are columns, too: one of the others may name the row. A system prompt is none.
  const others = Object.keys(row).filter((key) => !['prompt', 'completion'].includes(key));
  const isPair = others.length === 0 || others.some(isSystemField);
  return isPair && typeof row['prompt'] === 'string' && typeof row['completion'] === 'string' ? form : undefined;
}

/** A list, or a text that holds one, as exporters write what their columns cannot hold. */
const isTurns = (value: unknown): boolean =>
  Array.isArray(value) || (typeof value === 'string' && /^\s*\[\s*\{/.test(value));

/** What becomes of conversations: the row schema that a pipeline of them is made with. */
export const conversationSchema: RowSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'One tuning example: the last question and its answer, with what came before',
  type: 'object',
  required: ['prompt', 'completion'],
  additionalProperties: true,
  properties: {
    system: { type: ['string', 'null'] },
    history: { type: ['array', 'null'] },
    prompt: { type: 'string', minLength: 1 },
    completion: { type: 'string', minLength: 1 },
  },
};

/** What all rows of a file have in common; memory does not grow with their number. */
export interface Conversations {
  form: Form;
  rows: number;
  /** Rows that validate will put aside, and why. */
  unreadable: number;
  reasons: QuarantineReason[];
  /** What rows have besides and is not trained on, by its name, with how many rows have it. */
  leftOut: [name: string, rows: number][];
  withSystem: number;
  /** The system prompt, when every row that is readable has the same. */
  system?: string;
  withHistory: number;
  mostCompletionTokens: number;
  /** Distinct answers are few and short: labels. */
  isLabels: boolean;
}

const countedAnswers = 1000;

export interface ConversationTally {
  add(row: Parsed, place: { row: number; line: number }): void;
  result(): Conversations;
}

export function createTally(form: Form): ConversationTally {
  const rules = { source: 'rows', rowSchema: conversationSchema, maxFieldCharacters: 1_000_000, isCoerced: false };
  const reasonsOf = compileRowCheck(rules);
  const tally = createReasonTally();
  const systems = new Set<string | undefined>();
  const answers = new Set<string>();
  const leftOut = new Map<string, number>();
  let [rows, unreadable, withSystem, withHistory, longestTokens, longest] = [0, 0, 0, 0, 0, 0];
  return {
    add(row, place) {
      rows += 1;
      const read = 'problem' in row ? row : convertConversation(row.value);
      const reasons = 'problem' in read ? [read.problem] : reasonsOf(read.value);
      if ('problem' in read || reasons.length > 0) {
        unreadable += 1;
        for (const reason of reasons) tally.add(reason, place.row, place.line);
        return;
      }
      for (const name of read.leftOut) leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
      const { history, completion } = read.value;
      // An instruction that says nothing is none.
      const system = read.value.system || undefined;
      if (systems.size < 2) systems.add(system);
      if (system !== undefined) withSystem += 1;
      if (history.length > 0) withHistory += 1;
      if (answers.size <= countedAnswers && completion.length <= 100) answers.add(completion);
      longestTokens = Math.max(longestTokens, tokensOf(completion));
      longest = Math.max(longest, completion.length);
    },
    result() {
      const [system] = systems.size === 1 ? systems : [];
      const isLabels = longest <= 100 && answers.size <= countedAnswers && answers.size * 5 <= rows - unreadable;
      return {
        form,
        rows,
        unreadable,
        reasons: tally.list(),
        leftOut: [...leftOut],
        withSystem,
        system,
        withHistory,
        mostCompletionTokens: longestTokens,
        isLabels,
      };
    },
  };
}

/** As longestTokens of a column's profile counts. */
const tokensOf = (text: string): number =>
  Math.ceil((Buffer.byteLength(text) + 3 * text.replaceAll(/[\p{L}\s]+/gu, '').length) / 4);
