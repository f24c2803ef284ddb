/** What of a pipeline's questions, answers and ratings is not as it was: the votes of each whole hour are taken in once. */
import { driftDetected, freshlyKept, movedInWords, nextHours, takenOver, type KeptDrift } from '../../core/drift/kept';
import { harmsOf, worthRetraining, type Harm, type Score } from '../../core/drift/harm';
import { movedIn } from '../../core/drift/change';
import { ownScores, scoresByCategory, scoresStatement, type ScoreRow } from '../../core/drift/scores';
import { signalNames, type SignalName } from '../../core/drift/signals';
import { votesOf, votesStatement, type VoteRow } from '../../core/drift/votes';
import { feed, lookForDrift, type Alarm } from '../../core/drift/warranty';
import { isConflict } from '../../core/errors';
import { requestId, type RetrainRequested } from '../../core/retraining/request';
import type { Statement } from '../../core/statement';
import { percent } from '../../core/wording';
import type { Configuration, Production } from '../../schemas/generated/types';
import type { MonitorDeps } from './deps';

interface InProduction {
  configuration: Configuration;
  production: Production;
}

/** Milliseconds for one question to the warehouse. */
const patience = 60_000;

/** The alarm that stands; undefined while nothing has changed, as far as can be told. */
export async function lookForChange(
  { configuration, production }: InProduction,
  deps: MonitorDeps,
): Promise<Alarm | undefined> {
  const { ledger, clock, log } = deps;
  const { pipeline, run, deployedAt } = production;
  const found = await ledger.findDrift(pipeline);
  const kept = found?.value ?? freshlyKept(pipeline, run, new Date(deployedAt));
  takenOver(kept, run);
  const hours = nextHours(kept, clock.now());
  if (!hours) return kept.state.alarm;
  const stood = kept.state.alarm !== undefined;
  const votes = new Map<SignalName, VoteRow[]>();
  const prices = pricesOf(configuration, production);
  for (const name of signalNames) {
    if (name === 'price' && !prices) continue;
    const reading = { pipeline, sql: configuration.sql, tableOf: deps.tableOf, ...hours, ...(prices && { prices }) };
    votes.set(name, await rows<VoteRow>(votesStatement(name, reading), name, pipeline, deps));
  }
  for (const [name, own] of votes) feed(kept.state, name, votesOf(own));
  const alarm = lookForDrift(kept.state, Date.parse(hours.until));
  // Said before it is on record: a twin, or who comes after a crash, says the same.
  if (alarm && !stood) await sayDrift(kept, alarm, deps);
  try {
    await ledger.replaceDrift({ ...kept, until: hours.until }, found?.generation);
  } catch (error) {
    if (!isConflict(error)) throw error;
    // A twin was faster, and goes on with it.
    return undefined;
  }
  log.info(`drift is looked for until ${hours.until}`, { alarm: alarm !== undefined });
  return alarm;
}

const rows = <Row>(statement: Statement, step: string, pipeline: string, { warehouse }: MonitorDeps): Promise<Row[]> =>
  warehouse.ask<Row>(statement, {
    labels: { 'landfall-pipeline': pipeline, 'landfall-step': `drift-${step.toLowerCase()}` },
    milliseconds: patience,
  });

const pricesOf = ({ baseModels }: Configuration, { base }: Production): { input: number; output: number } | undefined =>
  (baseModels[base] as { price?: { input: number; output: number } } | undefined)?.price;

async function sayDrift(kept: KeptDrift, alarm: Alarm, deps: MonitorDeps): Promise<void> {
  const data = driftDetected(kept, alarm);
  await deps.publish({
    id: `${kept.pipeline}/drift/${alarm.at}`,
    source: '/landfall/monitor',
    type: 'landfall.drift.detected.v1',
    time: data.at,
    subject: kept.pipeline,
    data,
  });
  deps.log.warning(`drift: ${movedInWords(movedIn(alarm.changes)[0]!)}`, { from: data.from });
}

/** The request to retrain for what the change costs; undefined while no loss is shown. */
export async function requestForDrift(
  alarm: Alarm,
  { configuration, production }: InProduction,
  newExamples: number,
  deps: MonitorDeps,
): Promise<RetrainRequested | undefined> {
  const { pipeline } = production;
  const [harm] = harmsOf(alarm.changes, await scoresOf(alarm, { configuration, production }, deps));
  if (!harm || harm.atLeast < worthRetraining) return undefined;
  const moved = movedIn(alarm.changes);
  const first = moved.find(({ signal }) => signal === harm.signal) ?? moved[0]!;
  return {
    pipeline,
    request: requestId(pipeline, 'drift', String(alarm.at)),
    cause: 'drift',
    why: `${movedInWords(first)}; ${harmInWords(harm)}`,
    at: deps.clock.now().toISOString(),
    evidence: { signal: harm.signal, loss: harm.loss, atLeast: harm.atLeast, from: new Date(alarm.from).toISOString() },
    newExamples,
  };
}

const harmInWords = ({ loss, atLeast }: Harm): string =>
  `answers lose ${percent(Number(loss.toFixed(3)))} of their score by it (${percent(Number(atLeast.toFixed(3)))} at least)`;

/** How good answers of each category are, of the signals that are watched. */
async function scoresOf(
  alarm: Alarm,
  { configuration, production }: InProduction,
  deps: MonitorDeps,
): Promise<Partial<Record<SignalName, Record<string, Score>>>> {
  const { pipeline, run, candidate: subject } = production;
  const scored: Partial<Record<SignalName, Record<string, Score>>> = {};
  for (const name of Object.keys(alarm.changes) as SignalName[]) {
    const own = ownScores(name);
    if (own) scored[name] = own;
    const { metric } = configuration.pipeline.deployment.gate;
    const reading = {
      pipeline,
      run,
      subject,
      metric,
      sql: configuration.sql,
      evaluations: deps.tableOf('evaluations'),
    };
    const statement = scoresStatement(name, reading);
    if (statement) scored[name] = scoresByCategory(await rows<ScoreRow>(statement, name, pipeline, deps));
  }
  return scored;
}
