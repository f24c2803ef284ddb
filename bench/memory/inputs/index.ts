/** The largest input that each function accepts, in the order of the way of the data. */
import { buryInputs } from './bury';
import { corpusInputs } from './corpus';
import { cleanupInputs } from './cleanup';
import { deployInputs } from './deploy';
import { evaluateInputs } from './evaluate';
import type { Input } from './input';
import { serveInputs } from './serve';
import { transformInputs } from './transform';
import { tuneInputs } from './tune';
import { validateInputs } from './validate';
import { watchInputs } from './watch';

export const inputs: Input[] = [
  ...validateInputs,
  ...transformInputs,
  ...tuneInputs,
  ...watchInputs,
  ...evaluateInputs,
  ...deployInputs,
  ...buryInputs,
  ...cleanupInputs,
  ...corpusInputs,
  ...serveInputs,
];
