/** What BigQuery does for validate and transform, played in memory: a landed file and what people have corrected become a dataset version. */
import { text as textOf } from 'node:stream/consumers';
import { digest } from '../../core/digest';
import { cardPath, reportPath, versionFolder } from '../../core/ledger-layout';
import { parsePrompt } from '../../core/prompt';
import type { Output } from '../../core/stages';
import { configurationOf } from '../../functions/shared/stage/ledger';
import type { StageContext } from '../../functions/shared/stage/stage';
import type { FindRunsDeps } from '../../functions/validate/batch/find-runs';
import type { DatasetCard, EventData, Run } from '../../schemas/generated/types';
import { evenly } from '../gate/instant-pipeline';
import type { Message } from './messages';
import { tokensIn } from './provider';
import type { Answered } from './traffic';

/** What each of `training.curated` is unless it is set. */
const [maximumShare, maximumPerUser] = [0.2, 20];

export type DatasetDeps = FindRunsDeps & {
  /** Answers that people corrected or approved before. */
  ratedBefore(at: string): Answered[];
};

export async function validate(
  _landed: unknown,
  { run, deps }: StageContext<DatasetDeps>,
): Promise<Output<'landfall.dataset.validated.v1'>> {
  const { bucket, objects } = run.trigger;
  const [{ source, name, generation }] = objects as [Run['trigger']['objects'][number]];
  const uri = `gs://${bucket}/${name}`;
  const text = await textOf(deps.objects.openRead(uri, generation));
  const rows = text.trimEnd().split('\n').length;
  const content = digest(text);
  const key = content.slice(0, 16);
  const object = {
    uri,
    generation,
    key,
    digest: content,
    table: `story.landfall_staging.s_${key}`,
    cleanUri: deps.ledger.artifactUri(`staged/${key}/clean.jsonl`),
    rows,
    quarantined: 0,
  };
  const reportUri = deps.ledger.artifactUri(reportPath(run, 'validate'));
  const data = { pipeline: run.pipeline, run: run.run, sources: [{ source, objects: [object], rows, quarantined: 0 }] };
  return { type: 'landfall.dataset.validated.v1', data: { ...data, rows, quarantined: 0, reportUri } };
}

interface Example extends Message {
  origin: string;
  /** What stands on one side of the split: a row by itself, and all that one user has said. */
  group?: string;
}

export async function transform(
  { sources }: EventData['landfall.dataset.validated.v1'],
  { run, deps }: StageContext<DatasetDeps>,
): Promise<Output<'landfall.dataset.versioned.v1'>> {
  const [{ objects }] = sources as [EventData['landfall.dataset.validated.v1']['sources'][number]];
  const [{ uri, generation }] = objects as [(typeof objects)[number]];
  const batch = (await textOf(deps.objects.openRead(uri, generation)))
    .trimEnd()
    .split('\n')
    .map((line, row) => ({ ...(JSON.parse(line) as Message), origin: `${uri}#${generation}:${row + 1}` }));
  const selected = distinct([...batch, ...curated(deps.ratedBefore(run.createdAt), batch)]);
  const { pipeline, prompt } = configurationOf(run);
  const { salt, evaluationShare = 0 } = pipeline.training.split as { salt: string; evaluationShare?: number };
  const isHeldOut = ({ text, group = text }: Example) => evenly(`${salt} ${group}`) < evaluationShare;
  const splits = {
    train: selected.filter((each) => !isHeldOut(each)),
    evaluation: selected.filter(isHeldOut),
  };
  const card = cardOf(run, splits, deps);
  const { trainUri, evaluationUri, lineageUri, version } = card;
  const lineage = Object.entries(splits).flatMap(([split, own]) =>
    own.map(({ text, origin }, index) => ({
      split,
      line: index + 1,
      key: digest(text).slice(0, 12),
      origins: [origin],
    })),
  );
  await write(
    trainUri,
    splits.train.map((each) => lineOf(each, prompt.system!)),
    deps,
  );
  await write(
    evaluationUri,
    splits.evaluation.map((each) => lineOf(each, prompt.system!)),
    deps,
  );
  // Held-out lines stand first.
  await write(
    lineageUri,
    lineage.toSorted((a, b) => (a.split < b.split ? -1 : Number(a.split > b.split))),
    deps,
  );
  const cardUri = deps.ledger.artifactUri(cardPath({ pipeline: run.pipeline, version }));
  await deps.ledger.writeOnce(cardUri, card);
  const counts = { train: splits.train.length, evaluation: splits.evaluation.length, validation: 0, duplicates: 0 };
  const reportUri = deps.ledger.artifactUri(reportPath(run, 'transform'));
  const data = {
    pipeline: run.pipeline,
    run: run.run,
    version,
    trainUri,
    evaluationUri,
    ...counts,
    cardUri,
    reportUri,
  };
  return { type: 'landfall.dataset.versioned.v1', data };
}

/**
 * By the rules of `training.curated`: a correction, or an answer that was found good; one voice a user and question; so many of a user, and a
 * share of all examples, corrections first.
 */
function curated(rated: Answered[], batch: Example[]): Example[] {
  const voices = new Map(rated.map((each) => [`${each.user} ${each.text}`, each]));
  const perUser = new Map<string, number>();
  const isWithin = ({ user }: Answered) => {
    perUser.set(user, (perUser.get(user) ?? 0) + 1);
    return perUser.get(user)! <= maximumPerUser;
  };
  const most = Math.floor((batch.length * maximumShare) / (1 - maximumShare));
  return [...voices.values()]
    .toSorted((a, b) => rank(a) - rank(b))
    .filter(isWithin)
    .slice(0, most)
    .map(({ id, user, text, answer, rating }) => ({
      text,
      group: user,
      intent: rating?.correction ?? answer,
      origin: `landfall://predictions/${digest(id).slice(0, 12)}`,
    }));
}

const rank = ({ id, rating }: Answered): number => (rating?.correction === undefined ? 1 : 0) + evenly(id);

const distinct = (examples: Example[]): Example[] => [...new Map(examples.map((each) => [each.text, each])).values()];

const lineOf = ({ text, intent }: Message, system: string) => ({
  systemInstruction: { role: 'system', parts: [{ text: system }] },
  contents: [
    { role: 'user', parts: [{ text }] },
    { role: 'model', parts: [{ text: intent }] },
  ],
});

async function write(uri: string, lines: object[], { objects }: DatasetDeps): Promise<void> {
  if (!(await objects.read(uri))) await objects.write(uri, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function cardOf(
  run: Run,
  splits: Record<'train' | 'evaluation', Example[]>,
  { ledger, clock }: DatasetDeps,
): DatasetCard {
  const { prompt, trainingSql, pipeline } = configurationOf(run);
  const promptDigest = parsePrompt(prompt).digest;
  const version = digest({ splits, trainingSql, promptDigest }).slice(0, 12);
  const folder = ledger.artifactUri(versionFolder({ pipeline: run.pipeline, version }));
  return {
    pipeline: run.pipeline,
    version,
    createdAt: clock.now().toISOString(),
    madeByRun: run.run,
    table: `story.landfall_training.${run.pipeline.replaceAll('-', '_')}_${version}`,
    trainUri: `${folder}/train.jsonl`,
    evaluationUri: `${folder}/evaluation.jsonl`,
    lineageUri: `${folder}/lineage.jsonl`,
    train: splits.train.length,
    evaluation: splits.evaluation.length,
    validation: 0,
    selected: splits.train.length + splits.evaluation.length,
    leftOut: {},
    sources: [],
    statistics: Object.entries(splits).map(([split, own]) => statisticsOf(split as 'train' | 'evaluation', own)),
    samples: [],
    checks: [],
    trainingSql,
    sqlDigest: digest(trainingSql),
    promptDigest,
    split: pipeline.training.split,
  };
}

function statisticsOf(split: 'train' | 'evaluation', own: Example[]): DatasetCard['statistics'][number] {
  const spread = (texts: string[]) => {
    const sizes = texts.map(tokensIn).toSorted((a, b) => a - b);
    const at = (share: number) => sizes[Math.floor(share * (sizes.length - 1))]!;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return { total, minimum: at(0), median: at(0.5), p95: at(0.95), maximum: at(1) };
  };
  return {
    split,
    examples: own.length,
    groups: own.length,
    promptTokens: spread(own.map(({ text }) => text)),
    targetTokens: spread(own.map(({ intent }) => intent)),
    languages: {},
    labels: {},
  };
}
