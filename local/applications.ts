/** Makes what infra/ declares real on the running services, one application at a time. */
import { showProblem } from '../core/problem';
import type { Applied } from './admin';
import { applyGraph, type ApplyTargets } from './apply';
import type { Place } from './apply/graph';
import { pipelineProblems } from './apply/problems';
import type { Declared } from './apply/program';
import type { Policy } from './iam/policy';
import type { Log } from './log';
import type { Services } from './registry';

export interface ApplicationsDeps {
  place: Place;
  services: Pick<Services, 'pubsub' | 'logging' | 'functions' | 'scheduler'>;
  applied: ApplyTargets['applied'];
  policy: Policy;
  log: Log;
}

export interface Applications {
  /**
   * Waits for its turn: two at once would undo each other's removals.
   * @param declared asked for when the turn has come
   * @throws UnknownToLocalCloud, ProgramError
   */
  apply(declared: () => Promise<Declared>): Promise<Applied>;
  /** The pipelines' own buckets, once they are there. */
  buckets(): { landing: string; artifacts: string; serving: string };
  /** What the last application warned of. */
  warnings(): Declared['warnings'];
}

export function createApplications({ place, services, applied, policy, log }: ApplicationsDeps): Applications {
  const { pubsub, logging, functions, scheduler } = services;
  let buckets = { landing: '', artifacts: '', serving: '' };
  let warned: Declared['warnings'] = [];
  let last: Promise<unknown> = Promise.resolve();

  const make = async ({ graph, warnings }: Declared): Promise<Applied> => {
    await applyGraph(graph, {
      place,
      ...(pubsub.url && { emulatorUrl: pubsub.url }),
      applied,
      setBindings: (bindings) => policy.replace(bindings),
      inForce: (seconds) => policy.inForce(seconds * 1000),
      setRouting: (routing) => logging.configure(routing),
      async setFunctions(specs) {
        await functions.configure(specs);
        const environment = specs[0]?.environment ?? {};
        buckets = {
          landing: environment['LANDFALL_LANDING_BUCKET'] ?? '',
          artifacts: environment['LANDFALL_ARTIFACTS_BUCKET'] ?? '',
          serving: environment['LANDFALL_SERVING_BUCKET'] ?? '',
        };
      },
      setSchedules: (jobs) => scheduler.configure(jobs),
    });
    const problems = pipelineProblems(graph);
    for (const problem of problems) log.write({ severity: 'ERROR', message: showProblem(problem), stage: 'local' });
    for (const warning of warnings) log.write({ severity: 'WARNING', message: showProblem(warning), stage: 'local' });
    warned = warnings;
    return { resources: graph.length, problems, warnings };
  };

  return {
    async apply(declared) {
      const done = last.then(async () => await make(await declared()));
      last = done.catch(() => {});
      return await done;
    },
    buckets: () => buckets,
    warnings: () => warned,
  };
}
