/** Where and when tests compile pipelines: a day on which the samples' bases live, whatever day it is. */
import type { Site } from '../core/bases';

export const deployment: Site = { region: 'us-central1', on: new Date('2026-11-28T12:00:00Z') };
