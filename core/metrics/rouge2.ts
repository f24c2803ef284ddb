/** ROUGE-2: how many pairs of neighbouring words an answer and its reference share. */
import { rougeN } from './rouge-n';

export const rouge2 = rougeN(2);
