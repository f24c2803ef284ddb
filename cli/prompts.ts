/** Every prompt that the ledger knows: what each pipeline is deployed with, what its runs were frozen with, and how they did with it. */
import { atMost } from '../core/at-most';
import { candidatesOf, promptsOf, type Candidate } from '../core/candidates';
import { configurationPath, resultPath, runPath, type RunName } from '../core/ledger-layout';
import { parsePrompt } from '../core/prompt';
import type {
  Configuration,
  ModelEvaluated,
  Production,
  PromptTemplate,
  Run,
  StageResult,
} from '../schemas/generated/types';
import type { Ledger } from '../operations/ledger/ledger';
import { verdictsOf, weightiest } from '../operations/runs/verdicts';
import { inShort } from '../core/verdict/in-short';

/** One pipeline's: another pipeline's of the same text is another one, though its digest is the same; so is one of other settings. */
export interface KnownPrompt {
  pipeline: string;
  digest: string;
  /** Every name that it has had, the deployed one first. */
  files: string[];
  template: PromptTemplate;
  fields: string[];
  /** Who has it in the deployed configuration: ids of candidates, or `chain`; nobody where it is not deployed any more. */
  usedBy: string[];
  /** What serves with it. */
  production?: Pick<Production, 'run' | 'candidate'>;
  /** The runs in which candidates had it, the newest first. */
  uses: PromptUse[];
}

export interface PromptUse {
  run: string;
  candidate: string;
  kind: Candidate['kind'];
  /** That of the gate. */
  metric: string;
  /** Absent where the candidate was not measured, or is not yet. */
  score?: number;
  /** What the gate's comparisons found of it, in a sentence. */
  verdict?: string;
}

/** Objects that are read at the same time. */
const atOnce = 16;

/** In the order of the pipelines; of each those deployed first, then the one used last. */
export async function readPrompts(ledger: Ledger, pipelines: string[]): Promise<KnownPrompt[]> {
  const keys = (await ledger.listRuns()).toReversed();
  const ofPipelines = await atMost(atOnce, pipelines, async (pipeline) => {
    const [deployed, production] = await Promise.all([
      readJson<Configuration | { problems: unknown }>(ledger, configurationPath(pipeline)),
      ledger.readProduction(pipeline),
    ]);
    const runs = await atMost(
      atOnce,
      keys.filter((key) => key.pipeline === pipeline),
      (key) => readEvaluated(ledger, key),
    );
    return promptsKnown(pipeline, {
      deployed: deployed && 'pipeline' in deployed ? deployed : undefined,
      production,
      runs: runs.filter((run) => run !== undefined),
    });
  });
  return ofPipelines.flat();
}

/** A run with what its evaluation found, as far as it has come. */
export interface EvaluatedRun {
  record: Run;
  evaluated?: ModelEvaluated;
}

async function readEvaluated(ledger: Ledger, key: RunName): Promise<EvaluatedRun | undefined> {
  const [record, result] = await Promise.all([
    readJson<Run>(ledger, runPath(key)),
    readJson<StageResult>(ledger, resultPath(key, 'evaluate')),
  ]);
  // Taken away between the list and now.
  if (!record) return undefined;
  return { record, ...(result?.output && { evaluated: result.output.data as ModelEvaluated }) };
}

async function readJson<T>(ledger: Ledger, path: string): Promise<T | undefined> {
  const text = await ledger.readText(path);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** @param runs the newest first */
export function promptsKnown(
  pipeline: string,
  {
    deployed,
    production,
    runs,
  }: { deployed?: Configuration | undefined; production?: Production | undefined; runs: EvaluatedRun[] },
): KnownPrompt[] {
  const known = new Map<string, KnownPrompt>();
  const note = (file: string, template: PromptTemplate): KnownPrompt => {
    const { digest, fields, generation } = parsePrompt(template);
    const key = JSON.stringify([digest, generation]);
    const found = known.get(key) ?? { pipeline, digest, files: [], template, fields, usedBy: [], uses: [] };
    known.set(key, found);
    if (!found.files.includes(file)) found.files.push(file);
    return found;
  };
  for (const { file, template, usedBy } of deployed ? filesOf(deployed) : [])
    note(file, template).usedBy.push(...usedBy.map((user) => (typeof user === 'string' ? user : user.id)));
  for (const { record, evaluated } of runs) {
    if (!record.configuration) continue;
    for (const { file, template, usedBy } of filesOf(record.configuration)) {
      const found = note(file, template);
      for (const user of usedBy)
        if (typeof user !== 'string') found.uses.push(useOf(user, { record, ...(evaluated && { evaluated }) }));
    }
  }
  const all = [...known.values()];
  if (!production) return all;
  const { run, candidate, promptDigest } = production;
  const ofText = all.filter(({ digest }) => digest === promptDigest);
  const serves = ({ uses }: KnownPrompt) => uses.some((use) => use.run === run && use.candidate === candidate);
  const serving = ofText.find(serves) ?? ofText[0];
  if (serving) serving.production = { run, candidate };
  return all;
}

interface PromptFile {
  file: string;
  template: PromptTemplate;
  usedBy: (Candidate | 'chain')[];
}

/** The prompt of training may be nobody's own: then it is what the others are compared by. */
function filesOf(configuration: Configuration): PromptFile[] {
  const { prompt, prompts, chain, pipeline } = configuration;
  const all: Record<string, PromptTemplate> = {
    [pipeline.training.prompt]: prompt,
    ...prompts,
    ...chain?.prompts,
  };
  const candidates = candidatesOf(configuration);
  const ofCandidates = promptsOf(configuration);
  return Object.entries(all).map(([file, template]) => ({
    file,
    template,
    usedBy: [
      ...candidates.filter((candidate) => ofCandidates.has(file) && candidate.prompt === file),
      ...(chain && file in chain.prompts ? ['chain' as const] : []),
    ],
  }));
}

function useOf({ id, kind }: Candidate, { record, evaluated }: EvaluatedRun): PromptUse {
  const { metric } = record.configuration!.pipeline.deployment.gate;
  const verdicts = verdictsOf({ record, evaluated });
  const own = verdicts && weightiest(verdicts).filter(({ candidate }) => candidate === id);
  const score = evaluated?.metrics[id]?.[metric];
  return {
    run: record.run,
    candidate: id,
    kind,
    metric,
    ...(score !== undefined && { score }),
    ...(own && own.length > 0 && { verdict: inShort(own) }),
  };
}
