/** Where everything lies in the artifacts bucket: the one list of its names, for those who write them and those who read them. */

/** What names a run everywhere: its pipeline and its id. */
export interface RunName {
  pipeline: string;
  run: string;
}

/** What a person is asked about: a candidate that has passed the gate, and a canary whose answers tell nothing. */
export type Approvable = 'approval' | 'canary';

/** The day that is in a run's id, as ISO 8601: of its newest object, in UTC. */
export const dayOfRun = (run: string): string => run.replace(/^(\d{4})(\d{2})(\d{2})-.*$/, '$1-$2-$3');

export interface VersionName {
  pipeline: string;
  version: string;
}

/** The bucket's folders; no pipeline may have such a name (schemas/pipeline.schema.json). */
export const ledgerFolders = [
  'runs',
  'datasets',
  'shards',
  'quarantine',
  'staged',
  'pipelines',
  'triggers',
  'inflight',
  'corpora',
  'forgotten',
  'outcomes',
  'uploads',
];
/** Those whose contents are deleted after a time, which infra says. */
export type TemporaryFolder = 'shards' | 'quarantine' | 'staged' | 'uploads';

/** The pipeline as it is deployed now, or why it does not compile. */
export const configurationPath = (pipeline: string): string => `pipelines/${pipeline}/pipeline.json`;
/** What serves; changed only by compare-and-swap. */
export const productionPath = (pipeline: string): string => `pipelines/${pipeline}/production.json`;
/** Every decision of the pipeline's gate; changed only by compare-and-swap. */
export const gateHistoryPath = (pipeline: string): string => `pipelines/${pipeline}/gate.json`;
/** By what its model is told from another, and what speaks for one; changed only by compare-and-swap. */
export const probesPath = (pipeline: string): string => `pipelines/${pipeline}/probes.json`;
/** How well its model answered when it was asked again; changed only by compare-and-swap. */
export const goldenPath = (pipeline: string): string => `pipelines/${pipeline}/golden.json`;
/** Requests to retrain the pipeline, and what became of them; changed only by compare-and-swap. */
export const retrainingPath = (pipeline: string): string => `pipelines/${pipeline}/retraining.json`;
/** What the questions and answers of a pipeline are like, and an alarm that stands; changed only by compare-and-swap. */
export const driftPath = (pipeline: string): string => `pipelines/${pipeline}/drift.json`;
/** What the run of a request is configured with, where that is not what is deployed; written once. */
export const requestConfigurationPath = (pipeline: string, request: string): string =>
  `pipelines/${pipeline}/retraining/${request}.json`;
/** What a pipeline's runs have committed and spent, a month each. */
const spendingPrefix = (pipeline: string): string => `pipelines/${pipeline}/spending/`;
/** @param month as 2026-11 */
export const spendingPath = (pipeline: string, month: string): string => `${spendingPrefix(pipeline)}${month}.json`;

/** Of every run, or of one pipeline's. */
export const runsPrefix = (pipeline?: string): string => (pipeline === undefined ? 'runs/' : `runs/${pipeline}/`);
/** Takes the names of all runs' records, or of what else each has under these names: a bucket may hold a hundred objects of each. */
export const runsGlob = (below = 'run.json'): string => `runs/*/*/${below}`;
export const runFolder = ({ pipeline, run }: RunName): string => `runs/${pipeline}/${run}/`;
export const runPath = (run: RunName): string => `${runFolder(run)}run.json`;
/** How a stage ended; written once. */
export const resultPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/result.json`;
/** What a stage found; written before its verdict. */
export const reportPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/report.json`;
/** Who is working on a stage now. */
export const leasePath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/lease.json`;
/** How far what a stage has begun elsewhere is, as it was last told. */
export const progressPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/progress.json`;
/** Which of a rung's candidates go on, of a search by halving; written once. @param rung from 0 */
export const rungPath = (run: RunName, rung: number): string => `${runFolder(run)}tune/rungs/${rung}.json`;
/** What the tuning of each candidate goes on from; written once, before the first job. */
export const startingPointsPath = (run: RunName): string => `${runFolder(run)}tune/starting-points.json`;
/** Training examples of a candidate that its tuner has cut off or left out; written once. */
export const droppedPath = (run: RunName, candidate: string): string =>
  `${runFolder(run)}tune/dropped/${candidate}.json`;
/** Whether a name below the run's folder is that of such a record. */
export const isDroppedPath = (below: string): boolean => below.startsWith('tune/dropped/');
/** Why the last delivery that came to nothing did so. */
export const attemptPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/attempt.json`;
/** That the stage was brought back after its message had died; written once. */
export const buriedPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/buried.json`;
/** How often the stage was left under way since it last came further. */
export const roundsPath = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/rounds.json`;
/** What its end will be, of two that may come at once; written once, before either is done. */
export const commitmentPath = (run: RunName): string => `${runFolder(run)}deploy/commitment.json`;
/** What a run waits for a person to decide. */
export const waitingPath = (run: RunName, of: Approvable = 'approval'): string =>
  `${approvalFolder(run, of)}waiting.json`;
/** Of every run both what a person is asked, and what that person has decided. */
export const decisionsGlob = runsGlob('deploy/**{waiting,approval}.json');
/** What that person has decided; written once. */
export const approvalPath = (run: RunName, of: Approvable = 'approval'): string =>
  `${approvalFolder(run, of)}approval.json`;
const approvalFolder = (run: RunName, of: Approvable): string =>
  `${runFolder(run)}deploy/${of === 'approval' ? '' : `${of}/`}`;
/** Who has taken the run's model out of production again; written once. */
export const rollbackPath = (run: RunName): string => `${runFolder(run)}deploy/rollback.json`;
/** That a person has set the run going again, the first time, the second …; written once each. @param number from 1 */
export const replayPath = (run: RunName, number: number): string => `${runFolder(run)}replays/${number}.json`;
/** What was decided on the steps of a run's canary; written once, before production forgets it. */
export const verdictsPath = (run: RunName): string => `${runFolder(run)}deploy/verdicts.json`;
/** Pieces of a stage's work, each written once. */
export const partsFolder = (run: RunName, stage: string): string => `${runFolder(run)}${stage}/parts/`;

/** The weights of what a tuning job has come to, where its provider hands them over. @param key of the job among the run's */
export const weightsFolder = (run: RunName, key: string): string =>
  `${runFolder(run)}tune/weights/${key.replaceAll(' ', '-')}/`;
/** How far those are that have to be deployed before they answer. */
export const deploymentsPath = (run: RunName): string => `${runFolder(run)}tune/deployments.json`;
/** How far the replicas of its champion are, by location: as deployments.json, while they are made. */
export const replicasPath = (run: RunName): string => `${runFolder(run)}deploy/replicas.json`;

/** The held-out examples that evaluate has chosen: one choice, written once, for all who ask. */
export const heldOutPath = (run: RunName): string => `${runFolder(run)}evaluate/held-out.json`;
/** Training examples in one prompt, as turns, that stand before the questions of candidates without tuning; written once. */
export const shotsPath = (run: RunName, promptDigest: string): string =>
  `${runFolder(run)}evaluate/shots/${promptDigest}.json`;
/** Every answer of an evaluation as a row of landfall.evaluations. */
export const predictionsPath = (run: RunName): string => `${runFolder(run)}evaluate/predictions.jsonl`;
/** What evaluate and its shards have on record of all subjects beside their answers. */
export const askingPrefix = (run: RunName): string => `${runFolder(run)}evaluate/asking/`;
/** The same of one subject. @param folder that of its pieces */
const askingFolder = (run: RunName, folder: string): string => `${askingPrefix(run)}${folder}/`;
/** How far the answers were that others are asked for, when evaluate looked last. */
export const sharedOutPath = (run: RunName, folder: string): string => `${askingFolder(run, folder)}shared-out.json`;
/** Why the subject cannot be asked; written once. */
export const unaskablePath = (run: RunName, folder: string): string => `${askingFolder(run, folder)}unaskable.json`;
/** Who works on a shard now. @param first its first piece */
export const shardLeasePath = (run: RunName, folder: string, first: number): string =>
  `${askingFolder(run, folder)}${first}.lease.json`;
/** Questions and answers of a batch that the subject is asked. @param until the parts that are asked for by then */
export const batchFolder = (run: RunName, folder: string, until: number): string =>
  `${askingFolder(run, folder)}batch-${until}/`;
/** Whether a name below askingPrefix is that of a shard's lease. */
export const isShardLease = (name: string): boolean => name.endsWith('.lease.json');

/** Examples whose answers are one piece of evaluate's work; the last piece of a subject may have fewer. */
export const answersInPart = 5;

/** The subject whose answers a piece of evaluate's work holds, by its name below the run's folder; undefined for any other name. */
export const readAnswersPart = (below: string): string | undefined =>
  /^evaluate\/parts\/([^/]+)-[0-9a-f]{8}\/[^/]+\.json$/.exec(below)?.[1];

/** The run that an object belongs to, and the object's name below its folder; undefined for any other name. */
function readRunFolder(path: string): (RunName & { below: string }) | undefined {
  const [, pipeline, run, below] = /^runs\/([^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return pipeline && run && below ? { pipeline, run, below } : undefined;
}

const runOf = (path: string, below: string): RunName | undefined => {
  const found = readRunFolder(path);
  return found?.below === below ? { pipeline: found.pipeline, run: found.run } : undefined;
};
/** The run that a record's name belongs to; undefined for any other name. */
export const readRunPath = (path: string): RunName | undefined => runOf(path, 'run.json');
/** A run, and what of it a person is asked about. */
export type AskedRun = RunName & { of: Approvable };
/** The run that waits for a person by an object of this name; undefined for any other name. */
export function readWaitingPath(path: string): AskedRun | undefined {
  const approval = runOf(path, 'deploy/waiting.json');
  if (approval) return { ...approval, of: 'approval' };
  const canary = runOf(path, 'deploy/canary/waiting.json');
  return canary && { ...canary, of: 'canary' };
}

/** The pipeline that stands otherwise since an object of this name was written; undefined for what is written while work goes on. */
export const changedPipeline = (path: string): string | undefined =>
  /^pipelines\/([^/]+)\//.exec(path)?.[1] ??
  /^runs\/([^/]+)\/[^/]+\/(?:run|[^/]+\/result|deploy\/(?:canary\/)?(?:waiting|approval|rollback))\.json$/.exec(
    path,
  )?.[1];

/** The stage whose result has this name, below the run's folder. */
export const readResultPath = (below: string): string | undefined => /^([^/]+)\/result\.json$/.exec(below)?.[1];

/** Of every dataset version, or of one pipeline's. */
export const versionsPrefix = (pipeline?: string): string =>
  pipeline === undefined ? 'datasets/' : `datasets/${pipeline}/`;
export const versionFolder = ({ pipeline, version }: VersionName): string => `datasets/${pipeline}/${version}`;
export const cardPath = (version: VersionName): string => `${versionFolder(version)}/dataset.json`;
/** Which lines of a version's files are being removed, and of which generations; gone once they are. */
export const forgettingPath = (version: VersionName): string => `${versionFolder(version)}/forgetting.json`;
export const cardPagePath = (version: VersionName): string => `${versionFolder(version)}/card.md`;
/** The receipt of one forgetting. */
export const receiptPath = (id: string): string => `forgotten/${id}.json`;
/** The version that a run of the pipeline came to last. */
export const latestVersionPath = (pipeline: string): string => `datasets/${pipeline}/latest.json`;

/** The version that a card's name belongs to; undefined for any other name. */
export function readCardPath(path: string): VersionName | undefined {
  const [, pipeline, version] = /^datasets\/([^/]+)\/([^/]+)\/dataset\.json$/.exec(path) ?? [];
  return pipeline && version ? { pipeline, version } : undefined;
}

/** What a run's export wrote, until it is joined into the files of the version. */
export const shardsFolder = ({ pipeline, run }: RunName): string => `shards/${pipeline}/${run}/`;

/** One landed object, read once for every run that needs it. */
export const stagedFolder = (key: string): string => `staged/${key}/`;
/** Rows of a pipeline that were put aside, and those of one of its runs. */
export const quarantinePrefix = (pipeline: string): string => `quarantine/${pipeline}/`;
export const quarantinePath = ({ pipeline, run }: RunName, name: string): string =>
  `${quarantinePrefix(pipeline)}${run}/${name}.jsonl`;
/** The runs that a pipeline's batches made, each by its batch's objects. */
export const triggersPrefix = (pipeline: string): string => `triggers/${pipeline}/`;
export const triggerPath = (pipeline: string, id: string): string => `${triggersPrefix(pipeline)}${id}.json`;

/** How the runs of a pipeline's batches ended, and the newest run of one of them; changed only by compare-and-swap. */
export const outcomesPrefix = (pipeline: string): string => `outcomes/${pipeline}/`;
export const outcomePath = (pipeline: string, batch: string): string => `${outcomesPrefix(pipeline)}${batch}.json`;
/** Files on their way into the landing bucket, with where each is sent. */
export const uploadPath = (id: string): string => `uploads/${id}.json`;

/** Runs that have left work of some kind under way. */
export const inFlightPrefix = (kind: string): string => `inflight/${kind}/`;
export const inFlightPath = (kind: string, { pipeline, run }: RunName): string =>
  `${inFlightPrefix(kind)}${pipeline}/${run}.json`;

export function readInFlightPath(path: string): RunName | undefined {
  const [, pipeline, run] = /^inflight\/[^/]+\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
  return pipeline && run ? { pipeline, run } : undefined;
}

/** The pipeline whose production pointer has this name. */
export const readProductionPath = (path: string): string | undefined =>
  /^pipelines\/([^/]+)\/production\.json$/.exec(path)?.[1];

/** The pipeline whose requests to retrain have this name. */
export const readRetrainingPath = (path: string): string | undefined =>
  /^pipelines\/([^/]+)\/retraining\.json$/.exec(path)?.[1];

/** The pipeline whose configuration has this name. */
export const readConfigurationPath = (path: string): string | undefined =>
  /^pipelines\/([^/]+)\/pipeline\.json$/.exec(path)?.[1];

/** The corpus as it is deployed now, or why it does not compile. */
export const corpusConfigurationPath = (corpus: string): string => `corpora/${corpus}/corpus.json`;
/** What the corpus holds; changed only by compare-and-swap. */
export const corpusStatePath = (corpus: string): string => `corpora/${corpus}/current.json`;
/** The same of each version that it ever had; written once. */
export const corpusVersionPath = (corpus: string, version: string): string =>
  `corpora/${corpus}/versions/${version}.json`;
/** A copy of a file, named for its content. @param ending such as .md */
export const corpusObjectPath = (corpus: string, contentDigest: string, ending: string): string =>
  `corpora/${corpus}/objects/${contentDigest}${ending}`;
/** That a reading's passages are in the warehouse; written once. */
export const corpusSourcePath = (corpus: string, source: string): string => `corpora/${corpus}/sources/${source}.json`;
/** Those passages, as they are loaded. */
export const corpusRowsPath = (corpus: string, source: string): string => `corpora/${corpus}/sources/${source}.jsonl`;
