/** Recall of one class: of the answers that should say this label, the share that do. */
import { ofOneClass, recallOf } from './confusion';

export const recall = ofOneClass('recall', recallOf);
