/** What each kind of step does. */
import type { KindName } from '../../../../core/chain/kinds';
import { answer } from './answer';
import { askBase } from './ask';
import { classify } from './classify';
import { map } from './map';
import { repair } from './repair';
import { retrieve } from './retrieve';
import { runOwn } from './run';
import type { Perform } from './step';

export const performers: { [K in KindName]: Perform<K> } = {
  answer,
  ask: askBase,
  map,
  classify,
  retrieve,
  repair,
  run: runOwn,
};
