/** Training examples as Gemini writes them, read into token sequences. */
import { readFileSync } from 'node:fs';
import { toSequence, type Sequence } from './batch';
import { special, type Tokenizer, type Turn } from './tokenizer';

interface Content {
  role?: string;
  parts?: { text?: string }[];
}
interface Example {
  systemInstruction?: Content;
  contents?: Content[];
}

/** The turns of one example. @throws Error that says what is wrong with it. */
function readTurns(line: string): Turn[] {
  const { systemInstruction, contents } = JSON.parse(line) as Example;
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
  const sequence = toSequence(tokenizer, readTurns(line));
  const tokens = sequence.tokens.length;
  if (tokens <= longest) return { sequence, tokens, truncated: false };
  const cut = { tokens: sequence.tokens.slice(0, longest), learn: sequence.learn.slice(0, longest) };
  return cut.learn.includes(1) && cut.tokens.includes(special.model)
    ? { sequence: cut, tokens, truncated: true }
    : { tokens, truncated: true };
}

/** All usable examples of a JSONL file. @throws Error naming the line that is no example, or that none is left. */
export function readExamples(tokenizer: Tokenizer, longest: number, file: string): Sequence[] {
  const sequences: Sequence[] = [];
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (!line.trim()) return;
      try {
        const { sequence } = readExample(tokenizer, longest, line);
        if (sequence) sequences.push(sequence);
      } catch (cause) {
        throw new Error(`${file}, line ${i + 1}: ${(cause as Error).message}`, { cause });
      }
    });
  if (sequences.length === 0) throw new Error(`${file} holds no example that fits ${longest} tokens`);
  return sequences;
}
