/** The local Vertex AI: tuning, models, endpoints and generation, over gRPC and REST, with a small model behind them. */
import type { Server } from '@grpc/grpc-js';
import type { Router } from 'express';
import { join } from 'node:path';
import type { Access, Principal } from '../iam/access';
import type { State } from '../state';
import { createContext, type BaseModel } from './context';
import type { Handlers } from './dispatch';
import { createEndpoints } from './endpoints';
import { createGeneration, type Tokenizer } from './generation';
import { createGenerator } from './generator';
import { createGrpcServer, listen } from './grpc';
import { encodeTurn, limits, loadTokenizer } from './model/tokenizer';
import { createModels } from './models';
import { createOperations } from './operations';
import { loadApi } from './protos';
import { createRestRouter } from './rest';
import { createTuningJobs, type Objects } from './tuning-jobs';
import type { Log } from '../log';
import { createTuningRunner } from './tuning-runner';

export type { BaseModel } from './context';

export interface VertexOptions {
  state: State;
  /** Adapters and the files of tuning jobs are kept here; on the file system of the objects, datasets take no space. */
  directory: string;
  access: Access;
  objects: Objects;
  log: Pick<Log, 'write'>;
  /** The base models of the catalog: all are played by the one small model. */
  models: BaseModel[];
  clock?: () => Date;
  /** Tuning jobs that run at once. */
  concurrency?: number;
  /** Unfinished tuning jobs that a project may have. */
  quota?: number;
  /** How long the generating process stays without a request, in ms. */
  idleMs?: number;
  /** The model: its tokenizer, its limits, and the modules of its two processes. */
  model?: SmallModel;
}

export interface SmallModel {
  tokenizer: Tokenizer;
  limits: { maxTokensPerExample: number; contextLength: number };
  tuneProcess: string;
  generateProcess: string;
}

export interface Vertex {
  router: Router;
  /** Opens a gRPC port on 127.0.0.1 whose callers are `principal`; resolves to the port. */
  listen(port: number, principal: Principal): Promise<number>;
  /** Ends every port and process. Unfinished tuning jobs go on at the next start. */
  close(): Promise<void>;
}

const shippedModel = (): SmallModel => ({
  tokenizer: { countTurn: (turn) => encodeTurn(loadTokenizer(), turn).length },
  limits,
  tuneProcess: join(__dirname, 'model', 'tune-process.js'),
  generateProcess: join(__dirname, 'model', 'generate-process.js'),
});

/** Unfinished tuning jobs in `state` are taken up at once. */
export function createVertex(options: VertexOptions): Vertex {
  const { state, access, directory, log, models, objects } = options;
  const { clock = () => new Date(), concurrency = 2, quota, idleMs = 5 * 60_000, model = shippedModel() } = options;
  const context = createContext({ state, access, clock, models, directory });
  const report = (message: string) =>
    log.write({ severity: 'WARNING', message, time: clock().toISOString(), stage: 'vertex' });

  const measure = { countTurn: model.tokenizer.countTurn, maxTokensPerExample: model.limits.maxTokensPerExample };
  const runner = createTuningRunner(context, { log, measure, entry: model.tuneProcess, concurrency });
  const generator = createGenerator(model.generateProcess, idleMs, report);
  const { root, methods } = loadApi();
  const handlers: Handlers = {
    ...createTuningJobs(context, objects, runner, quota),
    ...createModels(context),
    ...createEndpoints(context),
    ...createGeneration(context, generator, model.tokenizer, model.limits.contextLength),
    ...createOperations(context),
  };
  const servers: Server[] = [];
  runner.wake();

  return {
    router: createRestRouter(methods, handlers, access),
    async listen(port, principal) {
      const server = createGrpcServer(root, methods, handlers, principal);
      servers.push(server);
      return listen(server, port);
    },
    async close() {
      for (const server of servers) server.forceShutdown();
      await Promise.all([runner.close(), generator.close()]);
    },
  };
}
