/** Every path about one run. */
import type { Route } from '../route';
import { artifact } from './artifact';
import { data } from './data';
import { evaluation } from './evaluation';
import { logs } from './logs';
import { statements } from './statements';
import { tuning } from './tuning';
import { view } from './view';

export const run: Route[] = [...view, ...logs, ...data, ...tuning, ...evaluation, ...statements, ...artifact];
