/** The held-out examples of a dataset version as values of fields, so that any prompt of these fields can be asked with them. */
import { chosenLines } from '../../core/chosen-lines';
import { exampleTurns, requestOf, withTurns, type ModelRequest, type Turn } from '../../core/contents';
import { readTrainingLine } from '../../core/formats/training-line';
import { valuesOf, type Prompt } from '../../core/prompt';
import type { DatasetCard, LineageLine } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import type { Ledger } from '../../operations/ledger/ledger';

export interface TrialExample {
  /** Of the evaluation file, counted from 1. */
  line: number;
  values: Record<string, string>;
  /** Turns before the question. */
  history: Turn[];
  /** Right answers, the target first. */
  references: string[];
  /** What hangs together shares it. */
  group?: string;
}

export interface TrialExamples {
  examples: TrialExample[];
  /** Of which there is a value. */
  fields: string[];
  /** Examples that were chosen and that no prompt of the version has made: an older release, or a file of other hands. */
  unread: number;
}

/**
 * Those that evaluate would choose, by the hashes of their lines. A value is read out of the rendered text: what was redacted stays so.
 * @param prompts templates that the version may have been rendered with
 * @throws OperationError when the version's own template, or its file, is gone
 */
export async function readTrialExamples(
  ledger: Pick<Ledger, 'readLines'>,
  card: DatasetCard,
  prompts: Prompt[],
  most: number,
): Promise<TrialExamples> {
  const named = (digest: string): Prompt | undefined => prompts.find((prompt) => prompt.digest === digest);
  const main = named(card.promptDigest);
  if (!main)
    throw new OperationError(`The prompt that version ${card.version} was rendered with is gone.`, {
      exitCode: exitCodes.usage,
      where: card.promptDigest.slice(0, 12),
      why: 'neither its run nor the pipeline has it any more, and without it no field can be read out of the examples',
      next: `npx landfall datasets --pipeline ${card.pipeline}   (another version)`,
    });
  const chosen = await chosenLines(asLines(ledger.readLines(card.evaluationUri)), most, (line) => line);
  const wanted = new Set(chosen.map(({ line }) => line));
  const variants = (card.variants ?? []).flatMap(({ promptDigest, evaluationUri }) => {
    const prompt = named(promptDigest);
    return prompt ? [{ prompt, evaluationUri }] : [];
  });
  // Line by line the files of all prompts hold the same examples.
  const others = await Promise.all(
    variants.map(async ({ prompt, evaluationUri }) => ({
      prompt,
      texts: await readNumbered(ledger.readLines(evaluationUri), wanted),
    })),
  );
  const lineage = await readLineage(ledger, card, wanted);
  const examples = chosen.flatMap(({ text, line }): TrialExample[] => {
    const { history, completion, values } = filledIn(main, text);
    if (!values) return [];
    const more = others.map(({ prompt, texts }) => filledIn(prompt, texts.get(line)!).values);
    const { group, references = [] } = lineage.get(line) ?? {};
    return [
      {
        line,
        values: Object.assign({}, ...more, values) as Record<string, string>,
        history,
        references: [completion, ...references],
        ...(group !== undefined && { group }),
      },
    ];
  });
  const fields = [...new Set([main, ...variants.map(({ prompt }) => prompt)].flatMap((prompt) => prompt.fields))];
  return { examples, fields, unread: chosen.length - examples.length };
}

/** An example in a prompt, after the turns that stand before every question. */
export function requestIn(
  prompt: Prompt,
  { values, history }: Pick<TrialExample, 'values' | 'history'>,
  shots: Turn[],
): ModelRequest {
  return withTurns(shots, requestOf(prompt, values, history));
}

function filledIn(prompt: Prompt, text: string) {
  const { system, history, prompt: user, completion } = readTrainingLine(text);
  const values = valuesOf(prompt, { ...(system !== undefined && { system }), user });
  // Those of the prompt that the file was rendered in: another has its own.
  return { history: history.slice(exampleTurns(prompt).length), completion, values };
}

async function* asLines(lines: AsyncIterable<string>): AsyncGenerator<{ text: string }> {
  for await (const text of lines) yield { text };
}

async function readNumbered(lines: AsyncIterable<string>, wanted: Set<number>): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (wanted.has(line)) found.set(line, text);
    if (found.size === wanted.size) break;
  }
  return found;
}

async function readLineage(
  ledger: Pick<Ledger, 'readLines'>,
  { lineageUri }: DatasetCard,
  wanted: Set<number>,
): Promise<Map<number, LineageLine>> {
  const found = new Map<number, LineageLine>();
  for await (const text of ledger.readLines(lineageUri)) {
    // Most lines are of the training split.
    if (!text.includes('"evaluation"')) continue;
    const entry = JSON.parse(text) as LineageLine;
    if (entry.split === 'evaluation' && wanted.has(entry.line)) found.set(entry.line, entry);
  }
  return found;
}
