/** A shard: a row of one subject's parts, which a function beside evaluate asks for; and what is on record of a subject that cannot be asked. */
import { describeError, PermanentError, type StageError } from '../../../core/errors';
import { unaskablePath } from '../../../core/ledger-layout';
import { evaluationShard } from '../../../core/functions';
import type { EventData } from '../../../schemas/generated/types';
import type { Event } from '../stage/events';
import type { EvaluationContext } from './context';
import { folderOf, type PartRange } from './recorded-answers';
import type { Examined, Subject } from './subjects';

export type Shard = EventData['landfall.evaluation.sharded.v1'];

/** The event that has a shard asked for: the same id however often it is said. */
export function shardEvent(
  { name, model, base, tunedModel, candidate, promptDigest, examples, tunedIn }: Subject,
  range: PartRange & Pick<Shard, 'until'>,
  { run, deps }: Pick<EvaluationContext, 'run' | 'deps'>,
): Event<typeof evaluationShard.hears> {
  return {
    id: `${run.run}/evaluate/${folderOf({ name, model }, run)}/${range.first}`,
    source: '/landfall/evaluate',
    type: evaluationShard.hears,
    time: deps.clock.now().toISOString(),
    subject: run.run,
    data: {
      pipeline: run.pipeline,
      run: run.run,
      subject: {
        name,
        model,
        base,
        promptDigest,
        ...(tunedModel !== undefined && { tunedModel }),
        ...(candidate !== undefined && { candidate }),
        ...(examples !== undefined && { examples }),
        ...(tunedIn !== undefined && { tunedIn }),
      },
      ...range,
    },
  };
}

/** Records why nothing can be asked of the subject, or what somebody else was first to find. */
export async function recordUnaskable(
  subject: Examined,
  error: PermanentError,
  { run, deps }: Pick<EvaluationContext, 'run' | 'deps'>,
): Promise<void> {
  const { ledger } = deps;
  await ledger.writeOnce(ledger.artifactUri(unaskablePath(run, folderOf(subject, run))), describeError(error));
}

/** Why the subject cannot be asked; undefined as long as nobody has found that. */
export async function findUnaskable(
  subject: Examined,
  { run, deps }: Pick<EvaluationContext, 'run' | 'deps'>,
): Promise<PermanentError | undefined> {
  const found = await deps.objects.read(deps.ledger.artifactUri(unaskablePath(run, folderOf(subject, run))));
  if (!found) return undefined;
  const { message, ...details } = JSON.parse(found.text) as StageError;
  return new PermanentError(message, details);
}
