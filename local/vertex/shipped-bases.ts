/** The small models behind the local Vertex AI: which of them answers for a model of the catalog, and how it reads text. */
import { join } from 'node:path';
import { baseFor, loadBase } from './model/base';
import { encodeTurn, type Turn } from './model/tokenizer';

/** One of them, as it reads. */
export interface ReadingBase {
  id: string;
  /** Tokens of one turn, with the marks around it. */
  countTurn: (turn: Turn) => number;
  /** Of an example of tuning; what lies beyond is cut off. */
  maxTokensPerExample: number;
  /** Of a prompt and its answer. */
  contextLength: number;
}

export interface SmallModels {
  /** @param model an id of the catalog */
  baseOf(model: string): ReadingBase;
  /** The modules of their two processes. */
  tuneProcess: string;
  generateProcess: string;
}

export const shippedModels: SmallModels = {
  baseOf(model) {
    const { id, layout, tokenizer } = loadBase(baseFor(model));
    const { context } = layout.shape;
    return {
      id,
      countTurn: (turn) => encodeTurn(tokenizer, turn).length,
      maxTokensPerExample: context,
      contextLength: context,
    };
  },
  tuneProcess: join(__dirname, 'model', 'tune-process.js'),
  generateProcess: join(__dirname, 'model', 'generate-process.js'),
};
