/** A provider's tuning jobs as a list that a test can look into and change. */
import type {
  Endpoints,
  TuningFiles,
  TuningJob,
  TuningJobs,
  TuningLosses,
  TuningSettings,
} from '../../functions/shared/models/provider';

export interface FakeTuningJobs extends TuningJobs {
  jobs: (TuningJob & TuningFiles & Pick<TuningSettings, 'continues'> & { run: string })[];
  /** The next creation fails with this error. */
  failNext(error: Error): void;
  /** Every creation for the candidate fails with this error. */
  refuse(candidate: string, error: Error): void;
  end(candidate: string, outcome: Partial<TuningJob>): void;
}

export function createFakeTuningJobs(): FakeTuningJobs {
  const jobs: FakeTuningJobs['jobs'] = [];
  const failures: Error[] = [];
  const refusals = new Map<string, Error>();
  return {
    jobs,
    failNext: (error) => void failures.push(error),
    refuse: (candidate, error) => void refusals.set(candidate, error),
    end: (candidate, outcome) =>
      void Object.assign(
        jobs.find((job) => job.candidate === candidate)!,
        outcome,
      ),
    find: async ({ run }) => jobs.filter((job) => job.run === run),
    create: async ({ run }, { id, base, epochs, continues }, files) => {
      const failure = failures.shift() ?? refusals.get(id);
      if (failure) throw failure;
      const name = `projects/p/locations/l/tuningJobs/${jobs.length + 1}`;
      const state = 'running' as const;
      const job = {
        name,
        candidate: id,
        base,
        epochs,
        state,
        checkpointEndpoints: [],
        run,
        ...(continues && { continues }),
        ...files,
      };
      jobs.push(job);
      return job;
    },
    get: async (name) => jobs.find((job) => job.name === name)!,
    cancel: async (name) => void (jobs.find((job) => job.name === name)!.state = 'cancelled'),
  };
}

/** A provider that keeps nothing of how training went. */
export const noLosses = (): TuningLosses => ({ of: async () => undefined });

/** A provider whose tuning makes endpoints of what it has tuned. */
export const answersAtOnce = (): Pick<Endpoints, 'ensure'> => ({ ensure: async () => ({ answers: true }) });
