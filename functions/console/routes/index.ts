/** Every path of the API. */
import { changes } from './changes';
import { decisions } from './decisions';
import { pipelines } from './pipelines';
import type { Route } from './route';
import { run } from './run';
import { runs } from './runs';

export const routes: Route[] = [...pipelines, ...runs, ...run, ...decisions, ...changes];
