/** The local cloud, composed: the ground that the services stand on, the services, and the program that fills them. */
import { join } from 'node:path';
import { createAdmin, type Applied, type LocalStatus } from './admin';
import { createApplications } from './applications';
import { startProgram, type Program } from './apply/run-program';
import { isoTime, movedClock } from './clock';
import { openGateway } from './gateway';
import { createAccess } from './iam';
import { createPolicy } from './iam/policy';
import { createTokens } from './iam/tokens';
import { createLog } from './log';
import type { LocalCloudOptions } from './options';
import { openEndpoints } from './endpoints';
import { registry, type Services } from './registry';
import type { LocalService } from './service';
import { startServices } from './start-services';
import { openState } from './state';
import { Undelivered } from './undelivered';

export interface LocalCloud {
  status(): LocalStatus;
  /**
   * Runs infra/ again and makes it real.
   * @param replaceRetired pipelines that go on with a successor when their base model has ended
   */
  apply(replaceRetired?: string[]): Promise<Applied>;
  /** Ends in order; what was under way goes on at the next start. */
  close(): Promise<void>;
}

/**
 * Resolves when everything that infra/ declares is there. The caller holds the directory's lock.
 * @param stop called when the admin API is asked to stop
 * @param firstProgram what to run first; a caller that starts it early saves its loading time
 * @throws PortTaken, ProgramError, UnknownToLocalCloud
 */
export async function startLocalCloud(
  options: LocalCloudOptions,
  stop: () => void,
  firstProgram: Program = startProgram(options.clockOffsetMilliseconds),
): Promise<LocalCloud> {
  const { directory, project, region, clockOffsetMilliseconds } = options;
  const clock = movedClock(clockOffsetMilliseconds);
  const startedAt = isoTime(clock);
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const gateway = await openGateway(options.port);
    closers.push(() => gateway.close());
    const place = { project, region, url: `http://127.0.0.1:${gateway.port}` };

    // The program runs in a process of its own while the services open.
    const first = firstProgram.run(programConfig(options, options.replaceRetired), place);
    first.catch(() => {});

    const log = createLog(join(directory, 'logs'), { clock });
    const state = openState(join(directory, 'state'));
    closers.push(() => state.close());
    const policy = createPolicy(state.table('iam'), project, {
      clock,
      delayMilliseconds: options.iamDelayMilliseconds,
    });
    const tokens = createTokens();
    const access = createAccess(policy, tokens, project);

    const undelivered = new Undelivered(log);
    const ground = { options, url: place.url, directory, state, access, tokens, log, undelivered, clock };
    const { services, stop: stopServices } = await startServices<Services>(registry, ground);
    closers.push(stopServices);
    const inOrder = registry.map(({ name }): [string, LocalService] => [name, services[name]]);
    const endpoints = await openEndpoints(inOrder, place.url, options.port && gateway.port + 1);

    const applications = createApplications({ place, services, applied: state.table('applied'), policy, log });
    const apply = (replaceRetired: string[] = []) =>
      applications.apply(() =>
        startProgram(clockOffsetMilliseconds).run(programConfig(options, replaceRetired), place),
      );
    const status = (): LocalStatus => ({
      project,
      region,
      port: gateway.port,
      startedAt,
      pid: process.pid,
      endpoints,
      buckets: applications.buckets(),
      functions: services.functions.status(),
      serve: `${place.url}/functions/serve`,
      clockOffsetMilliseconds,
      warnings: applications.warnings(),
      undelivered: undelivered.all(),
    });
    let ready = false;
    const admin = createAdmin({
      log,
      status: () => (ready ? status() : undefined),
      apply,
      stop,
      keys: () => tokens.keys(),
    });
    gateway.serve([admin, ...inOrder.flatMap(([, { router }]) => router ?? [])]);

    await applications.apply(() => first);
    ready = true;
    return { status, apply, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A pipeline that does not compile must not keep the others from running: its problems take its place. */
function programConfig({ pipelines }: LocalCloudOptions, replaceRetired: string[]): Record<string, string> {
  return {
    'landfall:invalidPipelines': 'record',
    'landfall:localModels': 'allow',
    'landfall:traceRatio': '1',
    'landfall:replaceRetired': replaceRetired.join(),
    ...(pipelines && { 'landfall:pipelines': pipelines }),
  };
}
