/** F1 of one class: the harmonic mean of its precision and recall. */
import { f1Of, ofOneClass } from './confusion';

export const f1 = ofOneClass('F1', f1Of);
