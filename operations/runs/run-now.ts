/** A run as a page watches it: in words, with what a person may do just now, without what never changes, and without curves. */
import type { RunName } from '../../core/ledger-layout';
import type { Exposure } from '../../core/canary/evidence';
import { statusOf } from '../../core/stages';
import { visible } from '../../core/wording';
import type { Production } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { createLedger } from '../ledger/ledger';
import { hear, type Said } from '../ledger/progress';
import { isAskedAbout, waitsForPerson } from '../ledger/rollout';
import type { CandidateView } from './candidates';
import { describeCandidate, formatProgress } from './candidate-lines';
import { readRun } from './read-run';
import { rolloutLines } from './rollout-lines';
import type { RunView, StageView } from './run-view';
import { stageInWords } from './stage-words';
import { describeTrigger } from './trigger-words';
import { leaderInShort, refusalInShort, verdictsOf } from './verdicts';

/** What a person may decide on a run. */
export type Choice = 'approve' | 'reject' | 'cancel' | 'replay' | 'rollback';

export interface RunNow extends Pick<
  RunView,
  'run' | 'pipeline' | 'status' | 'createdAt' | 'seconds' | 'money' | 'deployed' | 'cancelled' | 'error'
> {
  /** What was dropped. */
  dropped: string;
  /** Of the configuration and of the code that the run was made with. */
  madeWith: { configuration?: string; code: string };
  stages: (StageView & { says: string })[];
  candidates: (Omit<CandidateView, 'losses'> & { says: string; hasLosses: boolean })[];
  version?: string;
  /** The verdict in a sentence, or why nothing was deployed. */
  verdict: string[];
  /** What became of its candidate beyond the gate, a line each. */
  rollout: string[];
  /** What the steps of its canary have come to so far, in keys that were asked. */
  seen?: Exposure[];
  choices: Choice[];
}

/** @param production of its pipeline, as it is now */
export function runNow(view: RunView, production: Production | undefined, now: number): RunNow {
  const { run, pipeline, status, createdAt, seconds, money, deployed, cancelled, error, record, refused } = view;
  const verdicts = verdictsOf(view);
  const refusal = refused && refusalInShort(refused.reasons, verdicts);
  return {
    run,
    pipeline,
    status,
    createdAt,
    seconds,
    money,
    deployed,
    cancelled,
    error,
    dropped: describeTrigger(view),
    madeWith: {
      ...(record.configuration && { configuration: record.configuration.digest }),
      code: record.codeVersion,
    },
    stages: view.stages.map((stage) => ({ ...stage, says: visible(stageSays(view, stage)) })),
    candidates: view.candidates.map(({ losses, ...candidate }) => ({
      ...candidate,
      says: visible(describeCandidate(candidate)),
      hasLosses: losses !== undefined,
    })),
    version: view.versioned?.version,
    verdict: (refusal ?? (verdicts ? [leaderInShort(verdicts)] : [])).map(visible),
    rollout: rolloutLines(view, now).map(visible),
    ...(view.rollout?.seen && { seen: view.rollout.seen }),
    choices: choicesOf(view, production),
  };
}

function stageSays(view: RunView, stage: StageView): string {
  const { state, heldUp, progress } = stage;
  if (state === 'succeeded') return stageInWords(view, stage);
  if (state === 'failed') return view.error?.message.split('\n')[0] ?? state;
  if (state === 'waiting' && view.status !== 'running') return 'not reached';
  return heldUp ?? (progress ? formatProgress(progress) : state);
}

function choicesOf({ run, status, rollout }: RunView, production?: Production): Choice[] {
  const isProduction = production?.run === run && production.previous !== undefined && !production.canary;
  if (status !== 'running') return ['replay', ...(isProduction ? ['rollback' as const] : [])];
  const asked = ['approve', 'reject'] as const;
  if (rollout?.canary) return [...(isAskedAbout(rollout) ? asked : []), 'rollback'];
  const isAsked = rollout !== undefined && waitsForPerson(rollout);
  return [...(isAsked ? asked : []), 'cancel', 'replay'];
}

/** Of the log, in milliseconds. */
const listenedBack = 5 * 60_000;

export interface WatchedRun {
  /** @param hears whether the log is asked, too, what it has to tell since the last time */
  read(hears: boolean): Promise<RunNow>;
}

/**
 * A run to be read again and again: what was read and cannot change is not read again.
 * @param count adds what the answers to its canary's requests have come to
 * @throws Error when it is gone
 */
export async function watchRun(
  cloud: Cloud,
  key: RunName,
  count: (view: RunView) => Promise<RunView>,
): Promise<WatchedRun> {
  const ledger = createLedger(cloud);
  const reader = await ledger.openRun(key);
  const said: Said = new Map();
  // Work that is under way has said how far it is within minutes; what a long run has said before that is much, and of no use here.
  let since = new Date(cloud.now() - listenedBack).toISOString();
  const listen = async (): Promise<void> => {
    for await (const entry of cloud.logs({ run: key.run, since })) {
      hear(said, entry);
      since = entry.time;
    }
  };
  return {
    async read(hears) {
      // The ledger tells how the run stands; the log is only for the eye.
      if (hears && statusOf(await reader.readResults()) === 'running') await listen().catch(() => {});
      const view = await count(await readRun(cloud, reader, said));
      return runNow(view, await ledger.readProduction(key.pipeline), cloud.now());
    },
  };
}
