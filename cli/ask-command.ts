/** The command that asks the model in production one held-out example: every field of its prompt, as a shell reads it. */
import { callersFields } from '../core/chain/wiring';
import { readTrainingLine } from '../core/formats/training-line';
import { parsePrompt, valuesOf, type Prompt } from '../core/prompt';
import type { DatasetCard, EvaluationReport } from '../schemas/generated/types';
import type { Ledger } from '../operations/ledger/ledger';
import { shellWord } from '../core/shell-word';
import type { RunView } from '../operations/runs/run-view';

/** Of the examples that were evaluated so many are looked at, in their order, for one that is short and has no empty field. */
const looked = 20;
/** Characters that are pasted without a second thought. */
const short = 300;

/** Without such an example, the command alone: it says which fields it wants. */
export async function askCommand(
  ledger: Ledger,
  { pipeline, record, evaluated, versioned }: Pick<RunView, 'pipeline' | 'record' | 'evaluated' | 'versioned'>,
): Promise<string> {
  const command = `npx landfall ask ${pipeline}`;
  if (!record.configuration || !evaluated || !versioned) return command;
  const prompt = parsePrompt(record.configuration.prompt);
  // A chain may be asked for something else than what its model was tuned on.
  if (!isSame(callersFields(record.configuration).fields, prompt.fields)) return command;
  const report = await ledger.readText(evaluated.reportUri);
  const card = await ledger.readCard({ pipeline, version: versioned.version });
  if (!report || !card) return command;
  const { predictions } = JSON.parse(report) as EvaluationReport;
  const examples = await readValues(ledger, card, prompt, predictions.slice(0, looked));
  const lengthOf = (values: Record<string, string>): number => Object.values(values).join('').length;
  const whole = examples.filter((values) => Object.values(values).every((value) => value.trim() !== ''));
  const values = whole.find((each) => lengthOf(each) <= short) ?? whole[0];
  return values ? `${command} ${inputWords(values).join(' ')}` : command;
}

const isSame = (some: string[], others: string[]): boolean => String(some.toSorted()) === String(others.toSorted());

/** A text for a prompt of one field, else `--input NAME=VALUE` for each; what begins with a dash would be an option. */
export function inputWords(values: Record<string, string>): string[] {
  const entries = Object.entries(values);
  const [[, only] = ['', '']] = entries;
  if (entries.length === 1 && !only.startsWith('-')) return [shellWord(only)];
  return entries.map(([field, value]) => `--input ${shellWord(`${field}=${value}`)}`);
}

/** Values of each example that was evaluated, in that order, with which the prompt comes to what was asked. */
async function readValues(
  ledger: Ledger,
  { evaluationUri }: DatasetCard,
  prompt: Prompt,
  predictions: EvaluationReport['predictions'],
): Promise<Record<string, string>[]> {
  const missing = new Set(predictions.map(({ line }) => line));
  const found = new Map<number, Record<string, string>>();
  let line = 0;
  try {
    for await (const text of ledger.readLines(evaluationUri)) {
      if (!missing.delete(++line)) continue;
      const { system, prompt: user } = readTrainingLine(text);
      const values = valuesOf(prompt, { system: system ?? undefined, user });
      if (values) found.set(line, values);
      if (missing.size === 0) break;
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 404) throw error;
  }
  return predictions.map((example) => found.get(example.line)).filter((values) => values !== undefined);
}
