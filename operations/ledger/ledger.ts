/** Reads the run ledger through Google's own storage client, as the owner of the project. */
import type { File } from '@google-cloud/storage';
import type {
  Configuration,
  DatasetCard,
  Production,
  Retraining,
  RetrainingRequest,
  Run,
  StageResult,
  TuningProgress,
  ValidationReport,
  Spending,
  SpendingEntry,
} from '../../schemas/generated/types';
import { parseGsUri, isGsUri } from '../../core/gs-uri';
import {
  approvalPath,
  attemptPath,
  cardPath,
  decisionsGlob,
  deploymentsPath,
  isDroppedPath,
  inFlightPath,
  leasePath,
  productionPath,
  progressPath,
  readAnswersPart,
  readCardPath,
  readResultPath,
  readRunPath,
  readWaitingPath,
  reportPath,
  resultPath,
  retrainingPath,
  rungPath,
  runFolder,
  runPath,
  runsGlob,
  runsPrefix,
  spendingPath,
  versionsPrefix,
  type AskedRun,
  type RunName,
  type VersionName,
} from '../../core/ledger-layout';
import type { DeploymentRecords } from '../../core/deployment-records';
import type { DroppedRecord } from '../../core/dropped';
import type { RungRecord } from '../../core/search/rungs';
import { monthOf } from '../../core/spending';
import { readProduction } from '../../core/production';
import { findRequest, requestOfBatch } from '../../core/retraining/request';
import { lastStage, outputOf, stageNames, statusOf, type StageName } from '../../core/stages';
import type { Attempt, WaitedFor } from '../../core/errors';
import type { Cloud } from '../cloud';
import type { HoldUp } from './hold-up';
import type { Movement } from './progress';
import { readRollout, type Rollout } from './rollout';
import { endingAlone } from '../../core/broken-off';
import { lines } from '../../core/lines';

/** What the stages found in the data, as far as they have come; a failed stage has reported too. */
export interface Findings {
  validate?: ValidationReport;
  transform?: ValidationReport;
  /** Of the version that transform made or found. */
  card?: DatasetCard;
  /** Training examples that tuning cut off or left out, by candidate that had some. */
  dropped?: DroppedRecord[];
  /** What it has committed and spent by now. */
  spending?: SpendingEntry[];
  /** The request that it was begun for; absent where somebody has dropped its files. */
  request?: RetrainingRequest;
}

export interface RunReader {
  record: Run;
  /** The stages' results found until now; a result once read is not read again. */
  readResults(): Promise<Map<string, StageResult>>;
  /** What the stages that have ended by the last `readResults` found; each report is read once. */
  readFindings(): Promise<Findings>;
  /** How far the work under way is, by the last `readResults`. */
  readMovement(): Promise<Movement>;
  /** Why the run does not move, by the last `readResults`; undefined while someone works on it, and after its end. */
  findHoldUp(): Promise<HoldUp | undefined>;
  /** What became of its candidate beyond the gate, by the last `readResults`. */
  readRollout(): Promise<Rollout | undefined>;
}

/** A run as a list of all of them has it. */
export interface BegunRun extends RunName {
  /** ISO 8601. */
  begunAt: string;
}

export interface Ledger {
  /** The run begun last comes last. */
  listRuns(): Promise<RunName[]>;
  /** The same, each with when it began. */
  listBegunRuns(): Promise<BegunRun[]>;
  /** Runs whose candidate waits for a person, in no order. */
  listWaitingRuns(): Promise<AskedRun[]>;
  /** What a stage of a run has ended with; undefined while it has not. */
  readResult(key: RunName, stage: StageName): Promise<StageResult | undefined>;
  openRun(key: RunName): Promise<RunReader>;
  /**
   * The run whose trigger is this batch, when it has begun.
   * @param objects generations by name below the batch that the run must have read: a batch may have several runs
   */
  findRunOfBatch(pipeline: string, batch: string, objects?: Map<string, string>): Promise<RunName | undefined>;
  /** Every dataset version; the one made last comes last. */
  listVersions(pipeline?: string): Promise<VersionName[]>;
  readCard(key: VersionName): Promise<DatasetCard | undefined>;
  /** What validate read and found; undefined when it has not come so far, or the run is gone. */
  readReport(key: RunName): Promise<ValidationReport | undefined>;
  /** With which a run was made; undefined when the run is gone. */
  readConfiguration(key: RunName): Promise<Configuration | undefined>;
  readProduction(pipeline: string): Promise<Production | undefined>;
  /**
   * Lines of an object, streamed: reading on is what fetches them.
   * @throws Error with code 404 when the object is gone
   */
  readLines(uri: string): AsyncIterable<string>;
  /** An object of the artifacts bucket as text, by its gs:// path or its name; undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
}

export function createLedger(cloud: Cloud): Ledger {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const triggers = new Map<string, Run['trigger']['objects']>();

  const listBegunRuns = async (prefix: string): Promise<BegunRun[]> => {
    const found: BegunRun[] = [];
    // One by one: the client holds for each object many times of what is kept here.
    const files = bucket.getFilesStream({ prefix, matchGlob: runsGlob() }) as AsyncIterable<File>;
    for await (const { name, metadata } of files)
      found.push({ ...readRunPath(name)!, begunAt: metadata.timeCreated ?? '' });
    // A run's name says its day alone.
    return found.toSorted((a, b) => (a.begunAt < b.begunAt ? -1 : 1));
  };
  const listRunsOf = async (prefix: string): Promise<RunName[]> =>
    (await listBegunRuns(prefix)).map(({ pipeline, run }) => ({ pipeline, run }));
  const readText = async (path: string): Promise<string | undefined> => {
    try {
      const name = isGsUri(path) ? parseGsUri(path).name : path;
      const [content] = await bucket.file(name).download();
      return content.toString('utf8');
    } catch (error) {
      if ((error as { code?: number }).code === 404) return undefined;
      throw error;
    }
  };
  const readJson = async <T>(path: string): Promise<T | undefined> => {
    const text = await readText(path);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  const readRecord = async (run: RunName): Promise<Run> => {
    const record = await readJson<Run>(runPath(run));
    if (!record) throw new Error(`${runPath(run)} is gone`);
    return record;
  };

  const readResult = (key: RunName, stage: StageName): Promise<StageResult | undefined> =>
    readJson(resultPath(key, stage));

  const findProduction = async (pipeline: string): Promise<Production | undefined> => {
    const text = await readText(productionPath(pipeline));
    return text === undefined ? undefined : readProduction(text);
  };

  return {
    listRuns: () => listRunsOf(runsPrefix()),
    listBegunRuns: () => listBegunRuns(runsPrefix()),
    async listWaitingRuns() {
      const [files] = await bucket.getFiles({ prefix: runsPrefix(), matchGlob: decisionsGlob });
      const there = new Set(files.map(({ name }) => name));
      const asked = [...there]
        .flatMap((name) => readWaitingPath(name) ?? [])
        .filter(({ of, ...key }) => !there.has(approvalPath(key, of)));
      const ends = await Promise.all(asked.map((key) => readResult(key, lastStage)));
      return asked.filter((_, place) => ends[place] === undefined);
    },
    readResult,
    async openRun(key) {
      const results = new Map<string, StageResult>();
      const findings: Findings = {};
      const asked = new Set<string>();
      let files: File[] = [];
      let names: string[] = [];
      const prefix = runFolder(key);
      const record = await readRecord(key);
      return {
        record,
        async readResults() {
          [files] = await bucket.getFiles({ prefix });
          names = files.map(({ name }) => name);
          for (const name of names) {
            const stage = readResultPath(name.slice(prefix.length));
            if (!stage || results.has(stage)) continue;
            const result = await readJson<StageResult>(name);
            if (result) results.set(stage, result);
          }
          return results;
        },
        async readFindings() {
          for (const stage of ['validate', 'transform'] as const) {
            const result = results.get(stage);
            if (!result || asked.has(stage)) continue;
            findings[stage] = await readJson(reportPath(key, stage));
            const versioned = stage === 'transform' && outputOf(results, stage);
            if (versioned) findings.card = await readJson(versioned.data.cardUri);
            asked.add(stage);
          }
          for (const name of names.filter((each) => isDroppedPath(each.slice(prefix.length)) && !asked.has(each))) {
            const record = await readJson<DroppedRecord>(name);
            if (record) findings.dropped = [...(findings.dropped ?? []), record];
            asked.add(name);
          }
          const request = requestBehind(record);
          if (request !== undefined && !asked.has(request)) {
            const retraining = await readJson<Retraining>(retrainingPath(key.pipeline));
            findings.request = retraining && findRequest(retraining, request);
            asked.add(request);
          }
          // Nothing is committed before there is a version to tune on.
          if (results.has('transform')) {
            const { entries = {} } = (await readJson<Spending>(spendingPath(key.pipeline, monthOf(record)))) ?? {};
            findings.spending = Object.values(entries).filter((entry) => entry.run === key.run);
          }
          return { ...findings };
        },
        async readMovement() {
          const isTold = names.includes(progressPath(key, 'tune'));
          const rungs: RungRecord[] = [];
          while (names.includes(rungPath(key, rungs.length)))
            rungs.push((await readJson<RungRecord>(rungPath(key, rungs.length)))!);
          return {
            rungs,
            tuning: isTold ? await readJson<TuningProgress>(progressPath(key, 'tune')) : undefined,
            ...(names.includes(deploymentsPath(key)) && {
              deployments: await readJson<DeploymentRecords>(deploymentsPath(key)),
            }),
            answered: results.has('evaluate') ? undefined : answeredIn(files, prefix),
          };
        },
        async findHoldUp() {
          const stage = stageNames.find((name) => !results.has(name));
          if (!stage || statusOf(results) !== 'running' || names.includes(leasePath(key, stage))) return undefined;
          const [[marked]] = await bucket.getFiles({ prefix: inFlightPath(stage, key) });
          const mark = marked && (await readJson<{ waitsFor?: WaitedFor }>(marked.name));
          // Its tuning jobs move, each on its own.
          if (mark?.waitsFor && ('rung' in mark.waitsFor || 'running' in mark.waitsFor)) return undefined;
          if (mark) return { stage, since: marked.metadata.timeCreated!, waitsFor: mark.waitsFor };
          const attemptName = attemptPath(key, stage);
          const attempt = names.includes(attemptName) ? await readJson<Attempt>(attemptName) : undefined;
          return attempt && { stage, since: attempt.at, attempt };
        },
        readRollout: () =>
          readRollout(key, results, {
            isThere: (path) => names.includes(path),
            readJson,
            readProduction: findProduction,
          }),
      };
    },
    async findRunOfBatch(pipeline, batch, objects = new Map()) {
      const folder = `${pipeline}/${batch}/`;
      for (const key of await listRunsOf(runsPrefix(pipeline))) {
        const read = triggers.get(key.run) ?? (await readRecord(key)).trigger.objects;
        triggers.set(key.run, read);
        const generations = new Map(read.map(({ name, generation }) => [name, generation]));
        const hasAll = [...objects].every(([name, generation]) => generations.get(folder + name) === generation);
        if (hasAll && read.some(({ name }) => name.startsWith(folder))) return key;
      }
      return undefined;
    },
    async listVersions(pipeline) {
      const [files] = await bucket.getFiles({ prefix: versionsPrefix(pipeline) });
      return byAge(files).flatMap(({ name }) => readCardPath(name) ?? []);
    },
    readCard: (version) => readJson(cardPath(version)),
    readReport: (run) => readJson(reportPath(run, 'validate')),
    readConfiguration: async (run) => (await readJson<Run>(runPath(run)))?.configuration,
    readProduction: findProduction,
    readLines(uri) {
      const { bucket: bucketName, name } = parseGsUri(uri);
      return lines(endingAlone(cloud.storage.bucket(bucketName).file(name).createReadStream()));
    },
    readText,
  };
}

const requestBehind = ({ trigger }: Run): string | undefined => requestOfBatch(trigger.objects[0]!.name.split('/')[1]!);

/** Pieces of evaluate's work among the files of a run. */
function answeredIn(files: File[], prefix: string): Movement['answered'] {
  const parts = new Map<string, number>();
  let at = '';
  for (const { name, metadata } of files) {
    const subject = readAnswersPart(name.slice(prefix.length));
    if (subject === undefined) continue;
    parts.set(subject, (parts.get(subject) ?? 0) + 1);
    const recordedAt = metadata.timeCreated ?? '';
    if (recordedAt > at) at = recordedAt;
  }
  return parts.size > 0 ? { parts, at } : undefined;
}

/** The object written last comes last. */
const byAge = (files: File[]): File[] =>
  files.toSorted((a, b) => (a.metadata.timeCreated ?? '').localeCompare(b.metadata.timeCreated ?? ''));
