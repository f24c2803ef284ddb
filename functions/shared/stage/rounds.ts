/** How often a stage has come back without coming further: what is given up once it has been so for too long. */
import type { AnswersToCome, JobName, StageError } from '../../../core/errors';
import { partsFolder, roundsPath, type RunName } from '../../../core/ledger-layout';
import type { StageName } from '../../../core/stages';
import { plural } from '../../../core/wording';
import type { StageDeps } from './definition';

export interface Rounds {
  /** Times in a row, this one included, that the stage was left under way as far as it was before. */
  number: number;
  /** When it was left so first. */
  since: string;
  /** What it had come to: the pieces on record, and the job of the warehouse that it waits for. */
  parts: number;
  job?: string;
}

/** Counts that the stage is left under way; begins anew when it has come further than the last time. */
export async function countRound(
  run: RunName,
  stage: StageName,
  waitsFor: JobName | AnswersToCome | undefined,
  { ledger, objects, clock }: StageDeps,
): Promise<Rounds> {
  const uri = ledger.artifactUri(roundsPath(run, stage));
  const [found, parts] = await Promise.all([
    objects.read(uri),
    objects.list(ledger.artifactUri(partsFolder(run, stage))),
  ]);
  const last = found && (JSON.parse(found.text) as Rounds);
  const reached = { parts: parts.length, ...(waitsFor && 'job' in waitsFor && { job: waitsFor.job }) };
  const isFurther = last?.parts !== reached.parts || last.job !== reached.job;
  const rounds: Rounds =
    !last || isFurther
      ? { number: 1, since: clock.now().toISOString(), ...reached }
      : { ...last, number: last.number + 1 };
  await objects.write(uri, JSON.stringify(rounds));
  return rounds;
}

/** Why a stage is given up that only comes back. @param reason of the last time */
export function noFurther({ number, since, job }: Rounds, reason: string): StageError {
  return {
    name: 'NoProgressError',
    message: `given up after ${plural(number, 'attempt')} since ${since} that came no further: ${reason}`,
    ...(job !== undefined && { where: job }),
    fix: 'read in the log of these attempts what was slow or refused, mend it, then drop the batch again',
  };
}
