/** Who can be asked on the page: what is in production, candidates that still answer, and bases as they are. */
import type { BaseModel } from '../../../catalog';
import { candidatesOf, isPrompted, promptOf, shotsBefore } from '../../../core/candidates';
import type { DeployedModel } from '../../../core/canary/rollout';
import type { Turn } from '../../../core/contents';
import { labelsOf } from '../../../core/labels';
import { shotsPath, type RunName } from '../../../core/ledger-layout';
import { frozenModel, type FrozenModel } from '../../../core/models/question';
import { isEndpoint } from '../../../core/production';
import { parsePrompt, type Prompt } from '../../../core/prompt';
import { outputOf, statusOf } from '../../../core/stages';
import type { Configuration } from '../../../schemas/generated/types';
import type { Cloud } from '../../../operations/cloud';
import { createLedger, type Ledger } from '../../../operations/ledger/ledger';
import { readPipeline } from '../../../operations/pipelines/pipelines';

export interface Subject {
  /** As the page calls it: production, RUN/CANDIDATE, or the id of a base. */
  name: string;
  kind: 'production' | 'candidate' | 'base';
  /** Of the run that it was made in; of a base, as the pipeline is deployed now. */
  configuration: Configuration;
  run?: string;
  candidate?: string;
  /** That is asked, where it is no base as it is. */
  endpoint?: string;
  base: FrozenModel & Partial<BaseModel>;
  isTuned: boolean;
  prompt: Prompt;
}

/** Runs under way whose candidates are looked for. */
const mostRuns = 3;

/** Production comes first. @throws OperationError for a pipeline that is unknown or has problems */
export async function readSubjects(cloud: Cloud, pipeline: string): Promise<Subject[]> {
  const ledger = createLedger(cloud);
  const configuration = await readPipeline(cloud, pipeline);
  const production = await ledger.readProduction(pipeline);
  const { canary, previous } = production ?? {};
  const kept: Made[] = [
    ...(canary ? [canary] : []),
    // Of one that is older than bases nobody knows what it would cost.
    ...(previous?.base === undefined ? [] : [{ ...previous, base: previous.base }]),
  ];
  const found = [...kept, ...(await modelsUnderWay(ledger, pipeline))];
  const others = [...new Map(found.map((model) => [model.endpoint, model])).values()];
  const answering = await Promise.all(others.map(async (model) => [model, await answers(cloud, model)] as const));
  const models = await Promise.all([
    ...(production ? [subjectOf(ledger, pipeline, 'production', { ...production, endpoint: '' })] : []),
    ...answering.flatMap(([model, does]) => (does ? [subjectOf(ledger, pipeline, 'candidate', model)] : [])),
  ]);
  const bases = [...new Set(candidatesOf(configuration).map(({ base }) => base))].map((id): Subject => ({
    name: id,
    kind: 'base',
    configuration,
    base: frozenModel(configuration, id),
    isTuned: false,
    prompt: parsePrompt(configuration.prompt),
  }));
  return [...models.filter((each) => each !== undefined), ...bases];
}

type Made = Pick<DeployedModel, 'run' | 'candidate' | 'base' | 'endpoint'>;

/** What tuning has made in runs that have not come to their end: whatever that is, their endpoints may be removed then. */
async function modelsUnderWay(ledger: Ledger, pipeline: string): Promise<Made[]> {
  const keys = (await ledger.listRuns()).filter((key) => key.pipeline === pipeline).slice(-mostRuns);
  const found = await Promise.all(keys.map((key) => candidatesThatAnswer(ledger, key)));
  return found.flat();
}

async function candidatesThatAnswer(ledger: Ledger, key: RunName): Promise<Made[]> {
  const results = await (await ledger.openRun(key)).readResults();
  if (statusOf(results) !== 'running') return [];
  const tuned = outputOf(results, 'watch')?.data.candidates ?? [];
  return tuned.flatMap(({ id, base, endpoint }) => (endpoint ? [{ run: key.run, candidate: id, base, endpoint }] : []));
}

/** What nobody has tuned, nobody removes. */
const answers = async (cloud: Cloud, { endpoint }: Made): Promise<boolean> =>
  !isEndpoint(endpoint) || cloud.hasEndpoint(endpoint).catch(() => false);

async function subjectOf(
  ledger: Ledger,
  pipeline: string,
  kind: 'production' | 'candidate',
  { run, candidate, base, endpoint }: Made,
): Promise<Subject | undefined> {
  const configuration = await ledger.readConfiguration({ pipeline, run });
  if (!configuration) return undefined;
  return {
    name: kind === 'production' ? kind : `${run}/${candidate}`,
    kind,
    configuration,
    run,
    candidate,
    ...(endpoint !== '' && { endpoint }),
    base: frozenModel(configuration, base),
    isTuned: !isPrompted(candidate, configuration),
    prompt: promptOf(candidate, configuration),
  };
}

/** Turns of training examples that stand before each of its questions; none where the run has lost them. */
export async function turnsBefore(cloud: Cloud, { run, candidate, configuration, prompt }: Subject): Promise<Turn[]> {
  const { examples = 0 } = candidate === undefined ? {} : shotsBefore(candidate, configuration);
  if (examples === 0 || run === undefined) return [];
  const path = shotsPath({ pipeline: configuration.pipeline.name, run }, prompt.digest);
  const text = await createLedger(cloud).readText(path);
  return text === undefined ? [] : (JSON.parse(text) as Turn[][]).slice(0, examples).flat();
}

/** The only answers that there may be, where the pipeline says so: the targets that it was tuned on, or of the newest version. */
export async function choicesOf(cloud: Cloud, { run, configuration }: Subject): Promise<string[] | undefined> {
  const { name: pipeline, generation } = configuration.pipeline;
  if (generation.choices !== 'targets') return undefined;
  const ledger = createLedger(cloud);
  const version =
    run === undefined
      ? (await ledger.listVersions(pipeline)).at(-1)?.version
      : outputOf(await (await ledger.openRun({ pipeline, run })).readResults(), 'transform')?.data.version;
  const card = version === undefined ? undefined : await ledger.readCard({ pipeline, version });
  return card && labelsOf(card);
}
