/** The local cloud, composed: the services, who may call them, and the program that fills them. */
import { join } from 'node:path';
import { loadCatalog } from '../catalog';
import { showProblem } from '../core/problem';
import { createAdmin, type Applied, type LocalStatus } from './admin';
import { applyGraph } from './apply';
import type { ResourceGraph } from './apply/graph';
import { pipelineProblems } from './apply/problems';
import { startProgram, type Program } from './apply/run-program';
import { createBigQuery } from './bigquery';
import { isoTime, systemClock } from './clock';
import { createFunctionsHost } from './functions/host';
import { openGateway } from './gateway';
import { createAccess, serviceAgent } from './iam';
import { owner } from './iam/access';
import { createPolicy } from './iam/policy';
import { createTokens } from './iam/tokens';
import { createIdentities } from './identities';
import { createLog } from './log';
import type { LocalCloudOptions } from './options';
import { createPubSub } from './pubsub';
import { usePubSubEmulator } from './pubsub-emulator';
import { repositoryRoot } from '../core/root';
import { createScheduler } from './scheduler';
import { openState } from './state';
import { createStorage, type Storage } from './storage';
import { createVertex } from './vertex';

export interface LocalCloud {
  status(): LocalStatus;
  /** Runs infra/ again and makes it real. */
  apply(): Promise<Applied>;
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
  firstProgram: Program = startProgram(),
): Promise<LocalCloud> {
  const { directory, project, region } = options;
  const startedAt = isoTime(systemClock);
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const gateway = await openGateway(options.port);
    closers.push(() => gateway.close());
    const place = { project, region, url: `http://127.0.0.1:${gateway.port}` };
    const log = createLog(join(directory, 'logs'));

    const pipelines: Record<string, string> = options.pipelines ? { 'landfall:pipelines': options.pipelines } : {};
    // A pipeline that does not compile must not keep the others from running: its problems take its bundle's place.
    const config = { 'landfall:invalidPipelines': 'record', ...pipelines };
    // The program runs in a process of its own while the services open.
    const firstGraph = firstProgram.run(config, place);
    firstGraph.catch(() => {});

    const state = openState(join(directory, 'state'));
    closers.push(() => state.close());
    const policy = createPolicy(state.table('iam'), project);
    const tokens = createTokens();
    const access = createAccess(policy, tokens, project);

    // Storage and Pub/Sub know each other both ways: notifications are published, history rows are loaded.
    let storage: Storage | undefined;
    const bigquery = await createBigQuery({
      directory: join(directory, 'bigquery'),
      access,
      get objects() {
        return storage!.objects;
      },
    });
    closers.push(() => bigquery.close());
    const builtIn = options.pubsubEmulator
      ? undefined
      : createPubSub({
          state,
          access,
          appendRows: async (table, rows, options) => {
            const [tableProject, dataset, name] = table.split('.');
            const resource = `projects/${tableProject}/datasets/${dataset}/tables/${name}`;
            access.check(serviceAgent('pubsub'), 'bigquery.tables.updateData', resource);
            await bigquery.appendRows(table, rows, options);
          },
        });
    const pubsub = options.pubsubEmulator
      ? usePubSubEmulator(options.pubsubEmulator)
      : {
          ...builtIn!,
          url: place.url,
          publish: (topic: string, message: { data: Buffer; attributes: Record<string, string> }) => {
            builtIn!.broker.publish(topic, [message]);
            return Promise.resolve();
          },
        };
    storage = createStorage({
      state,
      directory: join(directory, 'storage'),
      access,
      publish: async (topic, message) => {
        access.check(serviceAgent('storage'), 'pubsub.topics.publish', topic);
        await pubsub.publish(topic, message);
      },
    });
    closers.push(() => storage!.close());
    closers.push(() => pubsub.close());
    const vertex = createVertex({
      state,
      directory: join(directory, 'vertex'),
      access,
      objects: storage.objects,
      log,
      models: Object.values(loadCatalog(repositoryRoot())),
    });
    closers.push(() => vertex.close());

    const identities = createIdentities({ pubsub, vertex });
    const functions = createFunctionsHost({
      access,
      tokens,
      log,
      environmentFor: (serviceAccount) => {
        const ports = identities.portsOf(serviceAccount);
        return {
          GOOGLE_CLOUD_PROJECT: project,
          METADATA_SERVER_DETECTION: 'none',
          STORAGE_EMULATOR_HOST: place.url,
          BIGQUERY_EMULATOR_HOST: place.url,
          PUBSUB_EMULATOR_HOST: `127.0.0.1:${ports.pubsub}`,
          VERTEX_EMULATOR_HOST: `127.0.0.1:${ports.vertex}`,
          LANDFALL_ACCESS_TOKEN: access.issueAccessToken(serviceAccount),
        };
      },
    });
    closers.push(() => functions.close());
    const { minuteMilliseconds } = options;
    const scheduler = createScheduler({
      minuteMilliseconds,
      log,
      publish: (topic, message) => pubsub.publish(topic, message),
    });
    closers.push(() => scheduler.close());
    const [pubsubPort, vertexPort] = await Promise.all([
      pubsub.listen(options.port && gateway.port + 1, owner),
      vertex.listen(options.port && gateway.port + 2, owner),
    ]);

    const buckets = { landing: '', artifacts: '' };
    const make = async (graph: ResourceGraph): Promise<Applied> => {
      await applyGraph(graph, {
        place,
        ...(options.pubsubEmulator && { emulatorUrl: pubsub.url }),
        applied: state.table('applied'),
        setBindings: (bindings) => policy.replace(bindings),
        setFunctions: async (specs) => {
          await identities.open(specs.map((spec) => spec.serviceAccount));
          functions.configure(specs);
          buckets.landing = specs[0]?.environment['LANDFALL_LANDING_BUCKET'] ?? '';
          buckets.artifacts = specs[0]?.environment['LANDFALL_ARTIFACTS_BUCKET'] ?? '';
        },
        setSchedules: (jobs) => scheduler.configure(jobs),
      });
      const problems = pipelineProblems(graph);
      for (const problem of problems) log.write({ severity: 'ERROR', message: showProblem(problem), stage: 'local' });
      return { resources: graph.length, problems };
    };
    // One application at a time: two would undo each other's removals.
    let applying: Promise<unknown> = Promise.resolve();
    const inTurn = async (graph: () => Promise<ResourceGraph>): Promise<Applied> => {
      const done = applying.then(async () => await make(await graph()));
      applying = done.catch(() => {});
      return await done;
    };
    const apply = (): Promise<Applied> => inTurn(() => startProgram().run(config, place));

    let ready = false;
    const status = (): LocalStatus => ({
      project,
      port: gateway.port,
      startedAt,
      pid: process.pid,
      endpoints: {
        storage: place.url,
        bigquery: place.url,
        pubsub: pubsub.url,
        pubsubGrpc: `127.0.0.1:${pubsubPort}`,
        vertex: place.url,
        vertexGrpc: `127.0.0.1:${vertexPort}`,
      },
      buckets,
      functions: functions.status(),
      serve: `${place.url}/functions/serve`,
    });
    const admin = createAdmin({
      log,
      status: () => (ready ? status() : undefined),
      apply,
      stop,
      keys: () => tokens.keys(),
    });
    const routers = [functions.router, admin, ...(builtIn ? [builtIn.router] : []), vertex.router, bigquery.router];
    gateway.serve([...routers, storage.router]);

    await inTurn(() => firstGraph);
    ready = true;
    return { status, apply, close };
  } catch (error) {
    await close();
    throw error;
  }
}
