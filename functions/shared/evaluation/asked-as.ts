/** The held-out examples as a subject is asked them: in its own prompt, and with its examples before each. */
import { PermanentError } from '../../../core/errors';
import { withTurns, type Turn } from '../../../core/contents';
import { shotsPath, type RunName } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import { configurationOf } from '../stage/ledger';
import type { StageDeps } from '../stage/stage';
import type { EvaluationContext } from './context';
import { readerOf, type HeldOutExamples } from './examples';
import type { HeldOutSet } from './held-out';
import type { Subject } from './subjects';

/** Each is the turns of one example, its answer the last. */
export type Shots = Turn[][];

/** @throws PermanentError when the examples that stand before its questions are gone */
export async function heldOutFor(
  { promptDigest, examples: count = 0, tunedIn }: Subject,
  heldOut: HeldOutSet,
  { run, deps }: Pick<EvaluationContext, 'run' | 'deps'>,
): Promise<HeldOutSet> {
  const examples = examplesIn(promptDigest, heldOut, { run, deps });
  if (count === 0) return { ...heldOut, examples };
  const shots = await findShots({ pipeline: run.pipeline, run: tunedIn ?? run.run }, promptDigest, deps);
  const before = shots.slice(0, count).flat();
  const read: HeldOutExamples['read'] = async (place) => {
    const { request, ...rest } = await examples.read(place);
    return { ...rest, request: withTurns(before, request) };
  };
  return { ...heldOut, examples: { ...examples, read } };
}

function examplesIn(
  promptDigest: string,
  { examples, variants = {}, lineageUri }: HeldOutSet,
  { run, deps }: Pick<EvaluationContext, 'run' | 'deps'>,
): HeldOutExamples {
  const variant = variants[promptDigest];
  // It may be a look at the first of them.
  const places = variant?.places.slice(0, examples.places.length);
  if (variant) return { places: places!, read: readerOf(variant.evaluationUri, deps.objects, lineageUri) };
  if (promptDigest === parsePrompt(configurationOf(run).prompt).digest) return examples;
  throw new PermanentError(`the dataset version has no examples in the prompt ${promptDigest.slice(0, 12)}`, {
    fix: 'drop the batch again: a version with all prompts is made',
  });
}

/** @throws PermanentError when they are gone */
export async function findShots(
  run: RunName,
  promptDigest: string,
  { ledger, objects }: Pick<StageDeps, 'ledger' | 'objects'>,
): Promise<Shots> {
  const uri = ledger.artifactUri(shotsPath(run, promptDigest));
  const found = await objects.read(uri);
  if (found) return JSON.parse(found.text) as Shots;
  throw new PermanentError('the examples that stand before its questions are gone', {
    where: uri,
    fix: 'restore them, or deploy another run',
  });
}
