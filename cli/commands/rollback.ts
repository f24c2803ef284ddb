/** landfall rollback: ends the canary of a pipeline, or brings back what was in production before. */
import colors from 'picocolors';
import { dayOfRun } from '../../core/ledger-layout';
import { connect } from '../cloud';
import { rollBack, type WentBack } from '../../operations/decisions/go-back';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { formatDay, formatSeconds } from '../../core/quantities';
import { inline } from '../../core/wording';
import { terminalWidth, wrap } from '../render/text';
import { whoTypes } from '../who';

interface RollbackOptions {
  reason?: string;
  from?: string;
  json?: boolean;
}

export async function rollback(pipeline: string, { reason, from: run, json }: RollbackOptions): Promise<void> {
  const begun = performance.now();
  const cloud = await connect();
  const { name, from } = whoTypes();
  const done = await rollBack(cloud, pipeline, { by: name, reason, from: run });
  const seconds = (performance.now() - begun) / 1000;
  if (json) return printJson({ pipeline, ...done, by: name, reason, seconds });
  for (const line of rollbackLines(pipeline, done, { by: `${name} (${from})`, seconds })) print(line);
}

/** @param how by whom, and how that is known; in how many seconds */
export function rollbackLines(
  pipeline: string,
  { from, to, wasCanary, isEndpointKnown }: WentBack,
  { by, seconds }: { by: string; seconds: number },
): string[] {
  const model = `${to.candidate} of ${formatDay(dayOfRun(to.run))} (run ${to.run})`;
  const done = wasCanary
    ? `${model} has all requests of ${pipeline} again; the canary was ${from.candidate} of run ${from.run}.`
    : `${model} is production of ${pipeline} again (was: ${from.candidate} of run ${from.run}). Its prompt came back with it.`;
  const sentence = inline(`${done} ${formatSeconds(seconds)}`);
  const columns = Math.max(20, (terminalWidth(process.stdout) ?? Infinity) - 5);
  const unsure = 'Vertex AI did not say in time whether its endpoint is there: ask the model to see';
  return [
    `  ${colors.green('✔')} ${wrap(sentence, columns).join('\n    ')}`,
    '',
    labelledProse('Serving', 'requests follow within two seconds'),
    labelledProse(
      'On record',
      inline(`by ${by}; ${wasCanary ? 'its run ends with that, within a minute' : 'see its run'}`),
    ),
    ...(isEndpointKnown ? [] : [labelledProse('Endpoint', unsure, colors.yellow)]),
    labelled('Next', `npx landfall run ${from.run}\nnpx landfall pipelines`),
  ];
}
