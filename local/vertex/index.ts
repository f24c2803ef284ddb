/** The local Vertex AI: tuning, models, endpoints and generation, over gRPC and REST, with a small model behind them. */
import { Router } from 'express';
import { isoTime, systemClock, type Clock } from '../clock';
import type { Access } from '../iam/access';
import { serveApi, type ServedApi } from '../rpc';
import { jsonForm } from '../rpc/message-form';
import type { State } from '../state';
import { checkCalledHost } from './called-host';
import { createContext, type BaseModel } from './context';
import { createEndpoints } from './endpoints';
import { toVertexError } from './errors';
import type { EmbeddingModel } from '../../catalog/embeddings';
import { createAnswering } from './answering';
import { createBatchJobs } from './batch-jobs';
import { createBatchRunner } from './batch-runner';
import { chatRoutes } from './chat-routes';
import { createDeployments } from './deployments';
import { createEmbedder } from './embedding/embedder';
import { createEmbeddings } from './embeddings';
import { createExperiments } from './experiments';
import { createGeneration } from './generation';
import { createGenerator } from './generator';
import { createMachines } from './machines';
import { createModelGarden } from './model-garden';
import { createModelCopies } from './model-copies';
import { createModels } from './models';
import { createOperations } from './operations';
import { loadMethods } from './protos';
import { checkRequiredFields } from './required-fields';
import type { Objects } from './objects';
import { shippedModels, type SmallModels } from './shipped-bases';
import { createTuningJobs } from './tuning-jobs';
import type { Log } from '../log';
import { createTuningRunner } from './tuning-runner';

export interface VertexOptions {
  state: State;
  /** Adapters and the files of tuning jobs are kept here; on the file system of the objects, datasets take no space. */
  directory: string;
  access: Access;
  objects: Objects;
  log: Pick<Log, 'write'>;
  /** The base models of the catalog: a small model answers for each of them. */
  models: BaseModel[];
  /** The embedding models of the catalog: a small one answers for each of them. */
  embeddingModels?: EmbeddingModel[];
  clock?: Clock;
  /** Tuning jobs that run at once. */
  concurrency?: number;
  /** What tuning may use; all of this machine's if absent. */
  cores?: number;
  /** Unfinished tuning jobs that a project may have. */
  quota?: number;
  /** How long a deployment on a machine takes, and a machine to wake up, in ms. */
  deployMs?: number;
  wakeMs?: number;
  /** How long the generating process stays without a request, in ms. */
  idleMs?: number;
  /** The small models that answer. */
  small?: SmallModels;
}

export interface Vertex extends Pick<ServedApi, 'router' | 'listen'> {
  /** Ends every port and process. Unfinished jobs go on at the next start. */
  close(): Promise<void>;
}

/** As Vertex AI documents it. */
const largestRequest = { grpc: 20 * 1024 * 1024, rest: '20mb' };

/** Unfinished jobs in `state` are taken up at once. */
export function createVertex(options: VertexOptions): Vertex {
  const { state, access, directory, log, models, objects } = options;
  const { clock = systemClock, concurrency = 2, cores, quota, idleMs = 5 * 60_000, small = shippedModels } = options;
  const { embeddingModels = [] } = options;
  const { deployMs = 3000, wakeMs = 2000 } = options;
  const context = createContext({ state, access, clock, models, directory });
  const report = (message: string) =>
    log.write({ severity: 'WARNING', message, time: isoTime(clock), stage: 'vertex' });

  const runner = createTuningRunner(context, { log, small, objects, concurrency, cores });
  const generator = createGenerator(small.generateProcess, idleMs, report);
  const answering = createAnswering(context, generator, small);
  const batches = createBatchRunner(context, objects, answering);
  const deployments = createDeployments(context, objects, deployMs);
  const machines = createMachines(clock, wakeMs);
  const served = serveApi(
    {
      name: 'Vertex AI',
      methods: loadMethods(),
      handlers: {
        ...createTuningJobs(context, objects, runner, quota),
        ...createModels(context),
        ...createModelCopies(context),
        ...createExperiments(context),
        ...createEndpoints(context),
        ...createGeneration(context, answering),
        ...createEmbeddings(context, embeddingModels, createEmbedder),
        ...createBatchJobs(context, batches),
        ...createModelGarden(context, deployments),
        ...createOperations(context),
      },
      form: jsonForm,
      check: (request, call) => {
        checkRequiredFields(call.method.request, request);
        checkCalledHost(request, call);
      },
      toError: toVertexError,
      limits: largestRequest,
    },
    access,
  );
  runner.wake();
  batches.wake();

  return {
    ...served,
    router: Router().use(chatRoutes(context, { answering, machines, access }), served.router),
    async close() {
      served.close();
      deployments.close();
      await Promise.all([runner.close(), batches.close()]);
      await generator.close();
    },
  };
}
