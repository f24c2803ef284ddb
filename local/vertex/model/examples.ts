/** Training examples as Gemini writes them, read into token sequences. */
import { readFileSync } from 'node:fs';
import { toSequence, type Example, type Sequence } from './batch';
import { special, type Tokenizer, type Turn } from './tokenizer';

interface Content {
  role?: string;
  parts?: { text?: string }[];
}
interface Line {
  systemInstruction?: Content;
  system_instruction?: Content;
  contents?: Content[];
  /** Of a pair: the one with the higher score is preferred. */
  completions?: { score: number; completion: Content }[];
}

/** The turns of one conversation. @throws Error that says what is wrong with it. */
function readTurns({ systemInstruction, contents }: Line): Turn[] {
  if (!Array.isArray(contents) || contents.length === 0) throw new Error('contents is missing or empty');
  const text = (content: Content) => (content.parts ?? []).map((part) => part.text ?? '').join('');
  const turns = contents.map((content): Turn => {
    if (content.role !== 'user' && content.role !== 'model')
      throw new Error(`a role is ${content.role}, not user or model`);
    return { role: content.role, text: text(content) };
  });
  if (!turns.some((turn) => turn.role === 'model')) throw new Error('no turn of the model to learn from');
  return systemInstruction ? [{ role: 'system', text: text(systemInstruction) }, ...turns] : turns;
}

/**
 * Cuts an example of more than `longest` tokens at its end, as Vertex does; one whose model turn begins beyond the limit teaches
 * nothing and is dropped.
 */
export function readExample(
  tokenizer: Tokenizer,
  longest: number,
  line: string,
): { sequence?: Sequence; tokens: number; truncated: boolean } {
  return readSequence(tokenizer, longest, JSON.parse(line) as Line);
}

function readSequence(tokenizer: Tokenizer, longest: number, line: Line): ReturnType<typeof readExample> {
  const sequence = toSequence(tokenizer, readTurns(line));
  const tokens = sequence.tokens.length;
  if (tokens <= longest) return { sequence, tokens, truncated: false };
  const cut = { tokens: sequence.tokens.slice(0, longest), learn: sequence.learn.slice(0, longest) };
  return cut.learn.includes(1) && cut.tokens.includes(special.model)
    ? { sequence: cut, tokens, truncated: true }
    : { tokens, truncated: true };
}

/** The two conversations of a line with two completions, the preferred one first; one with an answer that does not fit is dropped. */
function readPair(tokenizer: Tokenizer, longest: number, line: string): Example | undefined {
  const {
    system_instruction: written,
    systemInstruction = written,
    contents = [],
    completions,
  } = JSON.parse(line) as Line;
  if (completions?.length !== 2) throw new Error('completions are not two');
  const pair = completions
    .toSorted((a, b) => b.score - a.score)
    .map(({ completion }) => ({ ...(systemInstruction && { systemInstruction }), contents: [...contents, completion] }))
    .map((conversation) => readSequence(tokenizer, longest, conversation));
  return pair.some(({ truncated }) => truncated) ? undefined : pair.map(({ sequence }) => sequence!);
}

/** All usable examples of a JSONL file: conversations, or pairs of them. @throws Error naming the line that is no example, or that none is left. */
export function readExamples(
  tokenizer: Tokenizer,
  longest: number,
  file: string,
  form: 'single' | 'pairs' = 'single',
): Example[] {
  const examples: Example[] = [];
  const read = (line: string): Example | undefined => {
    if (form === 'pairs') return readPair(tokenizer, longest, line);
    const { sequence } = readExample(tokenizer, longest, line);
    return sequence && [sequence];
  };
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (!line.trim()) return;
      try {
        const example = read(line);
        if (example) examples.push(example);
      } catch (cause) {
        throw new Error(`${file}, line ${i + 1}: ${(cause as Error).message}`, { cause });
      }
    });
  if (examples.length === 0) throw new Error(`${file} holds no example that fits ${longest} tokens`);
  return examples;
}
