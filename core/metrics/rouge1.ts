/** ROUGE-1: how many words an answer and its reference share. */
import { rougeN } from './rouge-n';

export const rouge1 = rougeN(1);
