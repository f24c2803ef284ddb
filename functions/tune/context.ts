/** What tune works with. */
import type { EventData } from '../../schemas/generated/types';
import type { TuningJobs } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { StageContext, StageDeps } from '../shared/stage/stage';

export type TuneDeps = StageDeps & { tuningOf: OfRun<TuningJobs> };
export type TuneContext = StageContext<TuneDeps>;

export type Version = EventData['landfall.dataset.versioned.v1'];
