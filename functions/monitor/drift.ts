/** What of a pipeline's questions, answers and ratings is not as it was: the votes of each whole hour are taken in once. */
import { driftDetected, freshlyKept, movedInWords, nextHours, takenOver, type KeptDrift } from '../../core/drift/kept';
import { proposedFor, type Harm, type Score } from '../../core/drift/harm';
import { movedIn } from '../../core/drift/change';
import { ownScores, scoresStatement } from '../../core/drift/scores';
import { signalNames, type SignalName } from '../../core/drift/signals';
import { isReadable, votesOf, votesStatement, type VoteRow } from '../../core/drift/votes';
import { feed, lookForDrift, type Alarm } from '../../core/drift/warranty';
import { isConflict } from '../../core/errors';
import { requestId, type RetrainRequested } from '../../core/retraining/request';
import type { Statement } from '../../core/statement';
import { percent } from '../../core/wording';
import type { Configuration, DatasetCard, Production } from '../../schemas/generated/types';
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
  const [prices, examples] = [pricesOf(configuration, production), await examplesOf(production, deps)];
  const known = { ...(prices && { prices }), ...(examples !== undefined && { examples }) };
  for (const name of signalNames.filter((each) => isReadable(each, known))) {
    const reading = { pipeline, sql: configuration.sql, tableOf: deps.tableOf, ...hours, ...known };
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

/** The table of what the model was tuned on, as project.dataset.table; undefined where it is gone. */
async function examplesOf(
  production: Production,
  { ledger, objects, warehouse }: MonitorDeps,
): Promise<string | undefined> {
  const versioned = await ledger.findOutput(production, 'transform');
  const card = versioned && (await objects.read(versioned.data.cardUri));
  const table = card && (JSON.parse(card.text) as DatasetCard).table;
  return table && (await warehouse.columns(table)) ? table : undefined;
}

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
  const harm = proposedFor(alarm.changes, await scoresOf(alarm, { configuration, production }, deps));
  if (!harm) return undefined;
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

/** How good answers to requests of each kind are, by the signals that are watched. */
async function scoresOf(
  alarm: Alarm,
  { configuration, production }: InProduction,
  deps: MonitorDeps,
): Promise<Partial<Record<SignalName, Score[]>>> {
  const { pipeline, run, candidate: subject } = production;
  const examples = await examplesOf(production, deps);
  const scored: Partial<Record<SignalName, Score[]>> = {};
  for (const name of (Object.keys(alarm.changes) as SignalName[]).filter((each) => isReadable(each, { examples }))) {
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
      ...(examples !== undefined && { examples }),
    };
    const statement = scoresStatement(name, reading);
    if (statement) scored[name] = await rows<Score>(statement, name, pipeline, deps);
  }
  return scored;
}
