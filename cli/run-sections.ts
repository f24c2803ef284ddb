/** All that is told of a run, in its order: what `landfall run` prints and what `landfall report` writes are these sections. */
import type { Check, ModelEvaluated } from '../schemas/generated/types';
import { visible, inline } from '../core/wording';
import type { HeldOutAnswer } from './held-out-answer';
import { isBeforeJobs, type Plan } from './plan';
import { droppedRows } from './render/dropped-rows';
import { judgementRows } from './render/judgement-rows';
import { measurementRows } from './render/measurement-rows';
import { planRows } from './render/plan-lines';
import { runPriceText } from './render/price-lines';
import { sliceRows } from './render/slice-rows';
import { objectRows, quarantinedOf, type Quarantined } from './render/report-lines';
import { rolloutCommands, rolloutLines } from '../operations/runs/rollout-lines';
import { describeCandidate } from '../operations/runs/candidate-lines';
import { batchOf, describeTrigger } from '../operations/runs/trigger-words';
import { describeRequest } from './render/request-lines';
import { formatAge, formatDollars, formatSeconds, formatTime } from '../core/quantities';
import { shellWord } from '../core/shell-word';
import type { Money, RunView } from '../operations/runs/run-view';
import { refusalInShort, verdictsOf, type Verdicts } from '../operations/runs/verdicts';

export type Section =
  /** `isCode` is to be copied: a command, an address. */
  | { kind: 'text'; label: string; text: string; isCode?: boolean }
  | { kind: 'stages'; view: RunView }
  | { kind: 'rows'; label: string; rows: string[][]; more: string[] }
  | { kind: 'quarantine'; objects: Quarantined[]; more: string[] }
  | { kind: 'checks'; checks: Check[]; batch: string }
  | { kind: 'metrics'; evaluated: ModelEvaluated; champion?: string }
  /** Else it is said in a sentence. */
  | { kind: 'verdict'; verdicts: Verdicts; isWhole: boolean }
  | { kind: 'answer'; answer: HeldOutAnswer }
  | { kind: 'ending'; message: string; where?: string; why?: string; next: string }
  | { kind: 'next'; commands: string[] };

export interface Outcome {
  /** The example that is shown, as base and tuned model answered it. */
  answer?: HeldOutAnswer;
  /** The command that asks the model in production; empty where there is none any more. */
  ask: string;
  /** What was to be taken, by the run's own version of its data. */
  plan?: Plan | undefined;
}

/**
 * The whole run.
 * @param now milliseconds since 1970; without it nothing is told that is true only now
 */
export function runSections(view: RunView, outcome: Outcome, now?: number): Section[] {
  const { record, validated, versioned, deployed, findings } = view;
  const text = (label: string, value: string | undefined, isCode = false): Section[] =>
    value === undefined ? [] : [{ kind: 'text', label, text: visible(value), isCode }];
  const age = now === undefined ? '' : ` (${formatAge(now - Date.parse(view.createdAt))})`;
  const begun = `${formatTime(view.createdAt)}${age}`;
  const objects = findings.validate?.objects ?? [];
  const quarantined = quarantinedOf(objects);
  const checks = [...(findings.validate?.checks ?? []), ...(findings.transform?.checks ?? [])];
  const files = record.trigger.objects.map(({ name }) => shellWord(`gs://${record.trigger.bucket}/${name}`));
  return [
    ...text('Run', `${view.run} of ${view.pipeline}: ${view.status}, ${formatSeconds(view.seconds)}, begun ${begun}`),
    ...text('Dropped', describeTrigger(view), true),
    ...text('Because', findings.request && describeRequest(findings.request)),
    ...text(
      'Made with',
      `configuration ${record.configuration?.digest.slice(0, 12) ?? '(none)'}, code ${record.codeVersion}`,
    ),
    { kind: 'stages', view },
    ...(objects.length > 0 ? [{ kind: 'rows', label: 'Read', ...objectRows(objects) } satisfies Section] : []),
    ...(quarantined.objects.length > 0 ? [{ kind: 'quarantine', ...quarantined } satisfies Section] : []),
    ...(checks.length > 0 ? [{ kind: 'checks', checks, batch: batchOf(view) } satisfies Section] : []),
    ...text('Dataset', versioned && `npx landfall dataset ${versioned.version}\n${versioned.cardUri}`, true),
    ...rowsSection('Cut off', droppedRows(findings.dropped ?? [])),
    ...planSections(view, outcome.plan),
    ...text('Tuning', runPriceText(view)),
    ...text('Money', view.money && moneyText(view.money)),
    ...text('Warehouse', validated && `npx landfall explain ${view.run}`, true),
    ...view.candidates
      .filter(({ state }) => state !== 'waiting')
      .flatMap((each) =>
        text(
          'Candidate',
          `${each.id} on ${each.base}: ${describeCandidate(each)}${each.from ? ` (${each.from})` : ''}`,
        ),
      ),
    ...text('Rollout', rolloutLines(view, now).join('\n') || undefined),
    ...text('Endpoint', deployed?.endpoint, true),
    ...text('Again', `npx landfall drop ${shellWord(view.pipeline)} ${files.join(' ')} --wait`, true),
    ...outcomeSections(view, outcome, true),
  ];
}

/** Once a job has begun, what it was to be is told by what it is. */
const onlyBefore = ['Candidates', 'Budget', 'Time', 'Quota', 'Refused'];

function planSections(view: RunView, plan?: Plan): Section[] {
  const isBefore = isBeforeJobs(view);
  const rows = plan ? planRows(plan) : [];
  return rows.flatMap(([label, text]) =>
    label === 'Price' || (onlyBefore.includes(label) && !isBefore)
      ? []
      : [{ kind: 'text', label, text: visible(text), isCode: false } satisfies Section],
  );
}

const moneyText = (money: Money): string =>
  (['tuning', 'evaluation'] as const).flatMap((purpose) => moneyLine(purpose, money[purpose])).join('\n');

function moneyLine(purpose: string, amounts: Money[keyof Money]): string[] {
  if (!amounts) return [];
  const { committed, spent } = amounts;
  return spent === undefined
    ? [`${formatDollars(committed)} committed for ${purpose}; its bill is not known yet`]
    : [`${formatDollars(spent)} spent on ${purpose}, of ${formatDollars(committed)} committed`];
}

/**
 * How it ended: the table, one question answered by both models, and what to try next.
 * @param isWhole the whole run is shown already, so that it is not suggested
 */
export function outcomeSections(view: RunView, { answer, ask }: Outcome, isWhole: boolean): Section[] {
  const { evaluated, deployed, refused } = view;
  const verdicts = verdictsOf(view);
  return [
    ...(evaluated ? [{ kind: 'metrics', evaluated, champion: deployed?.champion } satisfies Section] : []),
    ...(evaluated && isWhole ? rowsSection('Besides', { rows: measurementRows(evaluated), more: [] }) : []),
    ...(verdicts && (isWhole || !refused) ? [{ kind: 'verdict', verdicts, isWhole } satisfies Section] : []),
    ...(evaluated && isWhole ? rowsSection('Slices', sliceRows(evaluated)) : []),
    ...(evaluated && isWhole ? rowsSection('Judged', { rows: judgementRows(evaluated), more: [] }) : []),
    ...(answer ? [{ kind: 'answer', answer } satisfies Section] : []),
    endingOf(view, isWhole) ?? { kind: 'next', commands: nextSteps(view, ask, isWhole) },
  ];
}

const rowsSection = (label: string, { rows, more }: { rows: string[][]; more: string[] }): Section[] =>
  rows.length === 0 ? [] : [{ kind: 'rows', label, rows, more }];

/** Why nothing was deployed; undefined of a run that was, or that goes on. */
function endingOf(view: RunView, isWhole: boolean): Section | undefined {
  const { run, error, cancelled, refused } = view;
  const look = `npx landfall run ${run}`;
  if (error) {
    const { stage, message, where, fix } = error;
    const [first = '', ...why] = message.split('\n');
    const place = [`run ${run}, stage ${stage}`, where].filter(Boolean).join('\n');
    // What is shown already is not what to do next.
    const fixes = (fix ?? '').split('\n').filter((line) => line && !(isWhole && line.startsWith(look)));
    const next = [...fixes, `npx landfall logs ${stage} --run ${run}`].join('\n');
    return { kind: 'ending', message: first, where: place, why: why.join('\n'), next };
  }
  if (cancelled) {
    const place = cancelled.stage ? ` in ${inline(cancelled.stage)}` : '';
    const why = 'a person has ended it; production stays as it was';
    const next = isWhole ? 'drop the batch again, as above' : look;
    return { kind: 'ending', message: `The run was cancelled${place}.`, why, next };
  }
  if (!refused) return undefined;
  const again = isWhole ? 'drop the batch again, as above' : look;
  const next = [refused.fix ?? 'docs/your-own-pipeline.md   (gate, and what else to change)', again].join('\n');
  const message = `${refusalInSentence(view)}; production stays as it was.`;
  const reasons = isWhole ? refused.reasons : refusalInShort(refused.reasons, verdictsOf(view));
  const why = reasons.length === 1 ? reasons[0] : reasons.map((reason) => `- ${reason}`).join('\n');
  return { kind: 'ending', message, why, next };
}

function refusalInSentence({ refused, rollout }: RunView): string {
  if (refused?.canary?.some(({ decision }) => decision === 'rollback')) return 'The canary was rolled back';
  return rollout?.approval?.decision === 'rejected' ? 'The candidate was rejected' : 'No candidate was deployed';
}

function nextSteps(view: RunView, ask: string, isWhole: boolean): string[] {
  const { run, status, pipeline } = view;
  if (status === 'running') return [...rolloutCommands(view), ...(ask ? [ask] : []), `npx landfall run ${run} --watch`];
  const own = 'docs/your-own-pipeline.md   (the same with your own data)';
  const anew = `npx landfall drop ${pipeline} FILE… --wait   (its model was taken out of service)`;
  return [ask || anew, ...(isWhole ? [] : [`npx landfall run ${run}`]), own];
}
