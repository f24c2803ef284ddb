/** The run ledger: every artifact of a run as an object, each written once or by compare-and-swap. */
import type {
  Configuration,
  GateHistory,
  Golden,
  Probes,
  Production,
  Retraining,
  Run,
  RunOutcome,
  Spending,
  StageResult,
} from '../../../schemas/generated/types';
import { fillIn } from '../../../schemas/generated/defaults';
import { isConflict, PermanentError, type Attempt, type WaitedFor } from '../../../core/errors';
import type { Approval } from '../../../core/approval';
import type { StepVerdict } from '../../../core/canary/rollout';
import {
  approvalPath,
  attemptPath,
  configurationPath,
  driftPath,
  gateHistoryPath,
  goldenPath,
  inFlightPath,
  inFlightPrefix,
  outcomePath,
  partsFolder,
  probesPath,
  productionPath,
  readInFlightPath,
  requestConfigurationPath,
  resultPath,
  retrainingPath,
  runFolder,
  runPath,
  spendingPath,
  verdictsPath,
  type Approvable,
  type RunName,
} from '../../../core/ledger-layout';
import type { KeptDrift } from '../../../core/drift/kept';
import { readProduction } from '../../../core/production';
import { isCancellation, lastStage, stageNames, type OutputOf, type StageName } from '../../../core/stages';
import type { Objects } from './objects';
import { createParts, type Parts } from './parts';

export interface Versioned<T> {
  value: T;
  generation: string;
}

/** What stands in a pipeline's place when it was deployed with mistakes. */
export type Uncompiled = { problems: NonNullable<Run['problems']> };

export interface Ledger {
  /** gs:// address of a file of the run, such as validate/emails.clean.jsonl. */
  uri(run: RunName, path: string): string;
  /** gs:// address of any other file in the artifacts bucket. */
  artifactUri(path: string): string;
  /** Records a value as JSON, or returns the one that a twin was first to record there. */
  writeOnce<T>(uri: string, value: T): Promise<T>;
  /** The pipeline as it is deployed now, or why it does not compile; undefined when there is none of that name. */
  findConfiguration(pipeline: string): Promise<Configuration | Uncompiled | undefined>;
  findRun(run: RunName): Promise<Run | undefined>;
  /** Records the run, or returns the record that a twin was first to make. */
  createRun(run: Run): Promise<Run>;
  findResult(run: RunName, stage: string): Promise<StageResult | undefined>;
  /** Those of all stages that have ended, in the order in which a run passes them. */
  findResults(run: RunName): Promise<Map<string, StageResult>>;
  /** What a stage has handed over; undefined when it has not ended, or has failed. */
  findOutput<S extends StageName>(run: RunName, stage: S): Promise<OutputOf<S> | undefined>;
  /** Records how the stage ended, or returns the record that a twin was first to make. */
  recordResult(run: RunName, result: StageResult): Promise<StageResult>;
  /** Whether a person has ended the run. */
  isCancelled(run: RunName): Promise<boolean>;
  /** Why the last delivery of a stage that came to nothing did so; undefined when none has. */
  findAttempt(run: RunName, stage: string): Promise<Attempt | undefined>;
  /** Counts it; for whoever holds the stage's lease. */
  recordAttempt(run: RunName, stage: string, attempt: Omit<Attempt, 'number'>): Promise<void>;
  /** What a person has decided about a run that passed its gate, or about its canary. */
  findApproval(run: RunName, of?: Approvable): Promise<Approval | undefined>;
  /** What was decided on the steps of the run's canary, once production has forgotten it. */
  findVerdicts(run: RunName): Promise<StepVerdict[] | undefined>;
  findProduction(pipeline: string): Promise<Versioned<Production> | undefined>;
  /** @throws ConflictError unless production is still what it was at that generation (undefined: there was none). */
  replaceProduction(production: Production, over: string | undefined): Promise<void>;
  findGateHistory(pipeline: string): Promise<Versioned<GateHistory> | undefined>;
  /** @throws ConflictError unless the history is still what it was at that generation (undefined: there was none). */
  replaceGateHistory(history: GateHistory, over: string | undefined): Promise<void>;
  findProbes(pipeline: string): Promise<Versioned<Probes> | undefined>;
  /** @throws ConflictError unless they are still what they were at that generation (undefined: there were none). */
  replaceProbes(probes: Probes, over: string | undefined): Promise<void>;
  findGolden(pipeline: string): Promise<Versioned<Golden> | undefined>;
  /** @throws ConflictError unless it is still what it was at that generation (undefined: there was none). */
  replaceGolden(golden: Golden, over: string | undefined): Promise<void>;
  findRetraining(pipeline: string): Promise<Versioned<Retraining> | undefined>;
  /** @throws ConflictError unless it is still what it was at that generation (undefined: there was none). */
  replaceRetraining(retraining: Retraining, over: string | undefined): Promise<void>;
  findDrift(pipeline: string): Promise<Versioned<KeptDrift> | undefined>;
  /** @throws ConflictError unless it is still what it was at that generation (undefined: there was none). */
  replaceDrift(drift: KeptDrift, over: string | undefined): Promise<void>;
  /** How the newest run of a batch ended. */
  findOutcome(pipeline: string, batch: string): Promise<Versioned<RunOutcome> | undefined>;
  /** @throws ConflictError unless it is still what it was at that generation (undefined: there was none). */
  replaceOutcome(outcome: RunOutcome, over: string | undefined): Promise<void>;
  /** What the run of a request is configured with, where that is not what is deployed. */
  findRequestConfiguration(pipeline: string, request: string): Promise<Configuration | undefined>;
  /** @param month as 2026-11 */
  findSpending(pipeline: string, month: string): Promise<Versioned<Spending> | undefined>;
  /** @throws ConflictError unless the month's spending is still what it was at that generation (undefined: there was none). */
  replaceSpending(spending: Spending, over: string | undefined): Promise<void>;
  /** Marks of the runs that have left work of some kind under way: `tuning`, `retention`, or the name of the stage that goes on with it. */
  inFlight(kind: string): Marks;
  /** The pieces of a stage's work. */
  parts(run: RunName, stage: string): Parts;
}

/** A run that has left work under way, and which of its marks says so. */
export type Mark = RunName & { generation: string };

/** What a mark says besides. */
export interface MarkNote {
  /** What has to end before anything can be gone on with. */
  waitsFor?: WaitedFor;
  /** Not before then is anything to be done, ISO 8601. */
  due?: string;
  /** Since when what is under way cannot be asked about. */
  unheardSince?: string;
}

export interface Marks {
  list(): Promise<Mark[]>;
  mark(run: RunName, note?: MarkNote): Promise<void>;
  /** What the run's mark says; undefined when it bears none. */
  find(run: RunName): Promise<MarkNote | undefined>;
  /** A run that bears no mark is as good as unmarked. @param generation leaves a mark that was made since */
  unmark(run: RunName, generation?: string): Promise<void>;
}

export function createLedger({ objects, bucket }: { objects: Objects; bucket: string }): Ledger {
  const artifactUri = (path: string) => `gs://${bucket}/${path}`;
  const uri = (run: RunName, path: string) => artifactUri(`${runFolder(run)}${path}`);

  async function find<T>(address: string): Promise<T | undefined> {
    const found = await objects.read(address);
    return found && (JSON.parse(found.text) as T);
  }

  /** What is changed by compare-and-swap, with the generation that it has now. */
  async function findVersion<T>(path: string, parse = (text: string) => JSON.parse(text) as T) {
    const found = await objects.read(artifactUri(path));
    return found && { value: parse(found.text), generation: found.generation };
  }

  async function replace(path: string, value: object, over = '0'): Promise<void> {
    await objects.write(artifactUri(path), JSON.stringify(value, null, 2), { ifGeneration: over });
  }

  const findResult = (run: RunName, stage: string) => find<StageResult>(artifactUri(resultPath(run, stage)));

  const findAttempt = (run: RunName, stage: string) => find<Attempt>(artifactUri(attemptPath(run, stage)));

  async function writeOnce<T>(address: string, value: T): Promise<T> {
    try {
      await objects.write(address, JSON.stringify(value, null, 2), { ifGeneration: '0' });
      return value;
    } catch (error) {
      const first = isConflict(error) ? await find<T>(address) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  return {
    uri,
    artifactUri,
    writeOnce,
    findConfiguration: (pipeline) => find(artifactUri(configurationPath(pipeline))),
    findRun: (run) => find(artifactUri(runPath(run))),
    createRun: (run) => writeOnce(artifactUri(runPath(run)), run),
    findResult,
    async findResults(run) {
      const results = new Map<string, StageResult>();
      for (const stage of stageNames) {
        const result = await findResult(run, stage);
        if (result) results.set(stage, result);
      }
      return results;
    },
    findOutput: async <S extends StageName>(run: RunName, stage: S) =>
      (await findResult(run, stage))?.output as OutputOf<S> | undefined,
    isCancelled: async (run) => isCancellation(await findResult(run, lastStage)),
    recordResult: (run, result) => writeOnce(artifactUri(resultPath(run, result.stage)), result),

    findAttempt,
    async recordAttempt(run, stage, attempt) {
      const number = ((await findAttempt(run, stage))?.number ?? 0) + 1;
      await objects.write(artifactUri(attemptPath(run, stage)), JSON.stringify({ number, ...attempt }, null, 2));
    },

    findApproval: (run, of) => find(artifactUri(approvalPath(run, of))),
    findVerdicts: (run) => find(artifactUri(verdictsPath(run))),
    findProduction: (pipeline) => findVersion(productionPath(pipeline), readProduction),
    replaceProduction: (production, over) => replace(productionPath(production.pipeline), production, over),
    findGateHistory: (pipeline) => findVersion(gateHistoryPath(pipeline)),
    replaceGateHistory: (history, over) => replace(gateHistoryPath(history.pipeline), history, over),
    findProbes: (pipeline) => findVersion(probesPath(pipeline)),
    replaceProbes: (probes, over) => replace(probesPath(probes.pipeline), probes, over),
    findGolden: (pipeline) => findVersion(goldenPath(pipeline)),
    replaceGolden: (golden, over) => replace(goldenPath(golden.pipeline), golden, over),
    findRetraining: (pipeline) => findVersion(retrainingPath(pipeline)),
    replaceRetraining: (retraining, over) => replace(retrainingPath(retraining.pipeline), retraining, over),
    findDrift: (pipeline) => findVersion(driftPath(pipeline)),
    replaceDrift: (drift, over) => replace(driftPath(drift.pipeline), drift, over),
    findOutcome: (pipeline, batch) => findVersion(outcomePath(pipeline, batch)),
    replaceOutcome: (outcome, over) => replace(outcomePath(outcome.pipeline, outcome.batch), outcome, over),
    findRequestConfiguration: (pipeline, request) => find(artifactUri(requestConfigurationPath(pipeline, request))),
    findSpending: (pipeline, month) => findVersion(spendingPath(pipeline, month)),
    replaceSpending: (spending, over) => replace(spendingPath(spending.pipeline, spending.month), spending, over),

    inFlight: (kind) => ({
      async list() {
        const marks = await objects.list(artifactUri(inFlightPrefix(kind)));
        return marks.flatMap(({ name, generation }) => {
          const run = readInFlightPath(name);
          return run ? [{ ...run, generation }] : [];
        });
      },
      async mark({ pipeline, run }, note) {
        const text = JSON.stringify({ pipeline, run, ...note });
        await objects.write(artifactUri(inFlightPath(kind, { pipeline, run })), text);
      },
      find: (run) => find(artifactUri(inFlightPath(kind, run))),
      async unmark(run, generation) {
        const condition = generation === undefined ? {} : { ifGeneration: generation };
        await objects.remove(artifactUri(inFlightPath(kind, run)), condition).catch((error: unknown) => {
          if (!isConflict(error)) throw error;
        });
      },
    }),
    parts: (run, stage) => createParts({ objects, folder: artifactUri(partsFolder(run, stage)), writeOnce }),
  };
}

/** The frozen configuration that every stage after validate can count on. @throws PermanentError when there is none. */
export function configurationOf({ run, configuration }: Run): Configuration {
  if (!configuration) throw new PermanentError(`the run ${run} has no configuration`);
  fillIn(configuration.pipeline);
  return configuration;
}

/** The pipeline as it is deployed now; undefined where there is none, or it does not compile: whoever deployed it was told so. */
export async function deployedConfiguration(
  ledger: Pick<Ledger, 'findConfiguration'>,
  pipeline: string,
): Promise<Configuration | undefined> {
  const found = await ledger.findConfiguration(pipeline);
  if (!found || !('digest' in found)) return undefined;
  fillIn(found.pipeline);
  return found;
}
