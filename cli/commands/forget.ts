/** landfall forget: shows what is held of somebody, and, told to, takes it away and leaves a receipt. */
import { connect } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { findHoldings, forgetPerson, receiptOf, type Holdings, type Receipt } from '../forget/forget';
import { receiptPath } from '../../core/ledger-layout';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { inline, plural } from '../../core/wording';
import { shellWord } from '../../core/shell-word';
import { StillStreamed } from '../../operations/warehouse/warehouse';

export interface ForgetOptions {
  user: string;
  yes?: boolean;
  sources?: boolean;
  json?: boolean;
}

/** Without `yes` nothing is changed. */
export async function forget({ user, yes = false, sources = false, json }: ForgetOptions): Promise<void> {
  const cloud = await connect();
  const holdings = await findHoldings(cloud, user, { finish: yes });
  mustHaveEnded(holdings);
  const now = cloud.now();
  const receipt = yes
    ? await forgetPerson(cloud, holdings, { sources }).catch(toldLater)
    : receiptOf(holdings, { at: new Date(now).toISOString(), id: '', sources, now });
  if (json) return printJson({ forgotten: yes, ...receipt });
  for (const line of forgetLines(receipt, holdings, { user, isDone: yes, sources })) print(line);
}

/** What a run under way reads, it would write again. */
function mustHaveEnded({ pipelines }: Holdings): void {
  const running = pipelines.flatMap(({ inFlight }) => inFlight);
  if (running.length === 0) return;
  throw new OperationError(
    `${plural(running.length, 'run')} that read their rows ${running.length === 1 ? 'is' : 'are'} under way.`,
    {
      exitCode: exitCodes.usage,
      why: running.join('\n'),
      next: `npx landfall cancel ${running[0]}   (or wait for its end)`,
    },
  );
}

function toldLater(error: unknown): never {
  if (!(error instanceof StillStreamed)) throw error;
  throw new OperationError('Rows that were written just now cannot be removed yet.', {
    exitCode: exitCodes.failed,
    why: error.message,
    next: 'repeat the command in 30 minutes: what is gone by now stays gone',
  });
}

export function forgetLines(
  receipt: Receipt,
  { pipelines }: Pick<Holdings, 'pipelines'>,
  { user, isDone, sources }: { user: string; isDone: boolean; sources: boolean },
): string[] {
  const { served, trained, proposals, remains } = receipt;
  const gone = [
    ...counted([
      [served.predictions, 'answer', 'landfall.predictions'],
      [served.ratings, 'rating', 'landfall.ratings'],
      [served.conversations, 'conversation', 'serving bucket'],
      [served.keptAnswers, 'answer kept for retries', 'serving bucket'],
    ]),
    ...pipelines.flatMap((each, at) => pipelineLines(each, receipt.pipelines[at]!, sources)),
  ];
  return [
    labelled(isDone ? 'Forgot' : 'Forgets', gone.map(inline).join('\n') || 'nothing: nothing is held of them'),
    ...(trained.length > 0 ? [labelledProse('Trained', trained.map(modelLine).map(inline).join('\n'))] : []),
    ...(trained.length > 0
      ? [labelledProse('Retrain', proposals.map((command) => `${command}   (files without their rows)`).join('\n'))]
      : []),
    labelledProse(
      'Remains',
      remains.map(({ what, until }) => inline(until ? `until ${until.slice(0, 10)}: ${what}` : what)).join('\n'),
    ),
    isDone
      ? labelled('Receipt', inline(receiptPath(receipt.id)))
      : labelled('Next', `npx landfall forget --user ${shellWord(user)} --yes   (nothing was removed yet)`),
  ];
}

const counted = (all: [number, string, string][]): string[] =>
  all.flatMap(([count, what, where]) => (count > 0 ? [`${plural(count, what)} of ${where}`] : []));

function pipelineLines(
  { pipeline, landed, versions, staged }: Holdings['pipelines'][number],
  { records, evaluations, quarantined, tables }: Receipt['pipelines'][number],
  sources: boolean,
): string[] {
  const lines = [
    ...versions.map(
      ({ card, keys, lines: exported }) =>
        `${plural(keys.size, 'example')} of dataset version ${card.version}, ${exported.length} of them in its files`,
    ),
    ...counted([
      [evaluations, 'answer', 'landfall.evaluations'],
      [records, 'object', 'the records of its runs'],
      [quarantined, 'row', 'quarantine'],
      [staged.length, 'copy', 'landed files, as they were read'],
      [tables, 'table', 'the staging dataset'],
    ]),
    ...(sources ? landed.map(({ uri }) => `the landed file ${uri}, whole`) : []),
  ];
  return lines.map((line) => `${pipeline}: ${line}`);
}

const modelLine = ({ candidate, run, base, examples, inProduction }: Receipt['trained'][number]): string =>
  `${candidate} of run ${run} (${base}) on ${plural(examples, 'example')} of theirs${inProduction ? ', which is in production' : ''}`;
