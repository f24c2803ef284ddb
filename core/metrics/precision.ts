/** Precision of one class: of the answers that say this label, the share that should. */
import { ofOneClass, precisionOf } from './confusion';

export const precision = ofOneClass('precision', precisionOf);
