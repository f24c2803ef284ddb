/** What every part of the local OpenAI shares: its files and jobs, and the small models, tuned and asked as the local Vertex AI does. */
import type { BaseModel as CatalogModel } from '../../catalog';
import type { Clock } from '../clock';
import { allowAll, owner } from '../iam/access';
import type { Log } from '../log';
import type { Call } from '../rpc/api';
import type { State, Table } from '../state';
import { createAnswering } from '../vertex/answering';
import { createContext, type VertexContext } from '../vertex/context';
import { createGenerator } from '../vertex/generator';
import type { SmallModels } from '../vertex/shipped-bases';
import { createTuningJobs } from '../vertex/tuning-jobs';
import { createTuningRunner } from '../vertex/tuning-runner';
import { filePath, type StoredFile, type StoredJob } from './stored';

export interface OpenAiOptions {
  state: State;
  /** Files and adapters are kept here. */
  directory: string;
  log: Pick<Log, 'write'>;
  /** The base models of the catalog that are asked this way, each at its service. */
  models: CatalogModel[];
  clock: Clock;
  small: SmallModels;
}

export type OpenAiContext = ReturnType<typeof createOpenAiContext>;

/** Whoever has a key may do everything with it. */
export const anyone = { principal: owner } as Call;

/** Where everything is, in the names of Vertex AI. */
export const place = 'projects/openai/locations/global';

/** The rank that its provider chooses, which it tells nobody. */
const adapterSize = 8;

export function createOpenAiContext({ state, directory, log, models, clock, small }: OpenAiOptions) {
  const own: State = { ...state, table: (name) => state.table(`openai.${name}`) };
  const tuned: VertexContext = createContext({
    state: own,
    access: allowAll,
    clock,
    models: models.map((model) => ({ ...model, adapterSizes: [adapterSize] })),
    directory,
  });
  const files: Table<StoredFile> = own.table('files');
  const jobs: Table<StoredJob> = own.table('jobs');
  const objects = {
    onePath: async (_bucket: string, id: string) => filePath(directory, id, 'contents'),
    create: () => Promise.reject(new Error('nothing is written to a bucket')),
  };
  const runner = createTuningRunner(tuned, { log, small, objects, concurrency: 2, cores: undefined });
  const report = (message: string) =>
    log.write({ severity: 'WARNING', message, time: new Date(clock.now()).toISOString(), stage: 'openai' });
  const generator = createGenerator(small.generateProcess, 5 * 60_000, report);
  return {
    directory,
    clock,
    files,
    jobs,
    models,
    services: [
      ...new Map(models.flatMap(({ service }) => (service ? [[service.name, service] as const] : []))).values(),
    ],
    tuned,
    runner,
    tuning: createTuningJobs(tuned, objects, runner),
    answering: createAnswering(tuned, generator, small),
    generator,
    now: () => Math.floor(clock.now() / 1000),
  };
}
