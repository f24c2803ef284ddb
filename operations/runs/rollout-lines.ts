/** A rollout in words: who is waited for with which command, how far a canary is, and how its steps ended. */
import { answersUntilPass } from '../../core/canary/forecast';
import type { Exposure } from '../../core/canary/evidence';
import { canaryInWords, judgeCanary } from '../../core/canary/judge';
import { stepInWords } from '../../core/canary/steps';
import { plural, thousands } from '../../core/wording';
import { isAskedAbout, waitsForPerson, type Rollout } from '../ledger/rollout';
import type { RunView } from './run-view';
import { formatSpan, formatTime } from '../../core/quantities';

/** What a person may type now, each to be pasted as it is, but for WHY. */
export function rolloutCommands({ run, pipeline, status, rollout }: RunView): string[] {
  if (status !== 'running' || !rollout) return [];
  const decide = [`npx landfall approve ${run}`, `npx landfall reject ${run} --reason WHY`];
  if (isAskedAbout(rollout)) return decide;
  if (rollout.canary) return [`npx landfall rollback ${pipeline}   (ends the canary)`];
  return waitsForPerson(rollout) ? decide : [];
}

/**
 * All that is known of it, a line each.
 * @param now milliseconds since 1970; without it nothing is told that is true only now
 */
export function rolloutLines({ status, record, rollout }: RunView, now?: number): string[] {
  if (!rollout) return [];
  const { steps, tolerance } = record.configuration?.pipeline.deployment.rollout ?? {};
  const since = (at: string): string =>
    `since ${formatTime(at)}${now === undefined ? '' : ` (${formatSpan(now - Date.parse(at))})`}`;
  return [
    ...(status === 'running' ? waitingLines(rollout, since) : []),
    ...approvalLines(rollout),
    ...verdictLines(rollout, steps),
    ...(status === 'running' ? canaryLines(rollout, since, tolerance) : []),
    ...undecidedLines(rollout, status, since),
    ...rollbackLines(rollout),
  ];
}

type Since = (at: string) => string;

function waitingLines(rollout: Rollout, since: Since): string[] {
  const { waiting } = rollout;
  return waiting && waitsForPerson(rollout)
    ? [`${waiting.champion} has passed the gate, and waits for approval ${since(waiting.since)}`]
    : [];
}

/** What was seen by then stands above, as it is now. */
function undecidedLines(rollout: Rollout, status: RunView['status'], since: Since): string[] {
  const { undecided } = rollout;
  if (status !== 'running' || !isAskedAbout(rollout)) return approvalLines(undecided ?? {});
  const { since: at, because: why } = undecided!.waiting;
  return [`a person is asked, ${since(at)}: ${why.at(-1)}`];
}

const because = (reason?: string): string => (reason ? `: ${reason}` : '');

const approvalLines = ({ approval }: Pick<Rollout, 'approval'>): string[] =>
  approval ? [`${approval.decision} by ${approval.by} on ${formatTime(approval.at)}${because(approval.reason)}`] : [];

const verdictLines = ({ canary, verdicts }: Rollout, steps: number[] = []): string[] =>
  verdicts.map(({ step, decision, reason, at }) => {
    const how = decision === 'pass' ? 'passed' : 'ended the rollout';
    return `${stepInWords(canary?.steps ?? steps, step)}, ${how} on ${formatTime(at)}: ${reason}`;
  });

function canaryLines({ canary, seen, uncounted }: Rollout, since: Since, tolerance?: number): string[] {
  if (!canary) return [];
  const { candidate, beside, steps, step, steppedAt } = canary;
  return [
    `${stepInWords(steps, step)}, ${since(steppedAt)}: ${candidate} answers beside ${beside.candidate} of run ${beside.run}`,
    ...(seen ? [seenSoFar(seen, tolerance)] : []),
    ...(uncounted === undefined ? [] : [`what was answered so far cannot be counted: ${uncounted}`]),
  ];
}

/** "so far 3 of 212 bad with the canary, 41 of 1,900 beside it: too few to tell; 212 of about 350 answers until sure". */
function seenSoFar(seen: Exposure[], tolerance?: number): string {
  const step = seen.at(-1)!;
  const verdict = judgeCanary(seen, tolerance);
  const words = `so far ${canaryInWords(verdict, step, tolerance)}`;
  if (verdict.decision !== 'hold') return `${words}; the step ends with that within a minute`;
  if (verdict.because === 'no traffic') return `${words}. It is held until some do, however long that takes`;
  if (verdict.because !== 'too early') return words;
  const answers = answersUntilPass(step, tolerance);
  if (answers === undefined) return `${words}, and with as many bad answers on both sides it may never be told`;
  return `${words}; ${thousands(step.canary.asked)} of about ${plural(rounded(answers), 'answer')} until sure, if it is no worse`;
}

/** Two digits that count. */
const rounded = (count: number): number => Number(count.toPrecision(2));

const rollbackLines = ({ rollback }: Rollout): string[] =>
  rollback
    ? [
        `taken out of production by ${rollback.by} on ${formatTime(rollback.at)}${because(rollback.reason)}; ${rollback.to.candidate} of run ${rollback.to.run} was production again`,
      ]
    : [];
