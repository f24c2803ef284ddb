/**
 * Whether the model in production still answers as well as it did before it was deployed: every so many days it is asked the first of
 * the held-out examples of its run again, and compared with its own answers of then.
 */
import { atMost } from '../../core/at-most';
import { shotsBefore } from '../../core/candidates';
import { isPermanent, isTimeUp, PermanentError } from '../../core/errors';
import { goldenLevel, isGoldenDue, withEvaluation } from '../../core/golden';
import { endpointOf, isEndpoint } from '../../core/production';
import { comparePairs } from '../../core/verdict/compare';
import { metricOf, pairingOn, scoredPlaces } from '../../core/verdict/pairing';
import { usualTerms } from '../../core/verdict/terms';
import type { Configuration, GoldenEvaluation, GoldenSpec, Production, Run } from '../../schemas/generated/types';
import { heldOutFor } from '../shared/evaluation/asked-as';
import { asking } from '../shared/evaluation/asking';
import type { EvaluationContext } from '../shared/evaluation/context';
import { findHeldOut, type HeldOutSet } from '../shared/evaluation/held-out';
import { atOnce, measuring, partsOf, type SubjectAnswer } from '../shared/evaluation/recorded-answers';
import type { Subject } from '../shared/evaluation/subjects';
import { withPurse } from '../shared/spending/purse';
import { configurationOf } from '../shared/stage/ledger';
import type { TimeLimit } from '../shared/stage/time-limit';
import type { MonitorDeps } from './deps';

/** What is worked with, and how long. */
type World = Pick<TimeLimit, 'signal' | 'isTimeUp'> & { deps: MonitorDeps };

/** @throws RetryableError as the provider does: it is asked again in the next hour */
export async function reevaluate(
  production: Production,
  { pipeline: { monitoring } }: Configuration,
  world: World,
): Promise<void> {
  const { golden: spec } = monitoring;
  const { ledger, clock, log } = world.deps;
  const run = spec && (await ledger.findRun(production));
  if (!run) return;
  const { pipeline } = production;
  const [found, probes] = await Promise.all([ledger.findGolden(pipeline), ledger.findProbes(pipeline)]);
  const golden = found?.value ?? { pipeline, evaluations: [] };
  if (!isGoldenDue(spec, golden, production, probes?.value ?? {}, clock.now())) return;
  const evaluation = await evaluated(production, spec, run, world);
  await ledger.replaceGolden(withEvaluation(golden, evaluation), found?.generation);
  const { verdict, candidate, reasons, ...numbers } = evaluation;
  const said = [
    `${candidate}, asked held-out examples again, beside its answers before it was deployed: ${verdict}`,
    ...reasons,
  ];
  if (verdict === 'worse') log.error(said.join(': '), numbers);
  else log.info(said.join(': '), numbers);
}

/** What cannot be asked for good is on record too, so that it is tried again when the next is due and no sooner. */
async function evaluated(production: Production, spec: GoldenSpec, run: Run, world: World): Promise<GoldenEvaluation> {
  const { candidate } = production;
  const { metric } = configurationOf(run).pipeline.deployment.gate;
  const known = { at: world.deps.clock.now().toISOString(), run: run.run, candidate, metric };
  try {
    return { ...known, ...(await askedAgain(production, spec, run, world)) };
  } catch (error) {
    // What an hour is too short for would be paid for every hour.
    if (!isPermanent(error) && !isTimeUp(error)) throw error;
    return { ...known, examples: 0, verdict: 'not measurable', reasons: [error.message] };
  }
}

type Found = Omit<GoldenEvaluation, 'at' | 'run' | 'candidate' | 'metric'>;

async function askedAgain(production: Production, spec: GoldenSpec, run: Run, world: World): Promise<Found> {
  const { deps } = world;
  const heldOut = await findHeldOut(run, deps);
  if (!heldOut) throw gone('the held-out examples are not on record');
  const places = heldOut.examples.places.slice(0, spec.examples);
  const golden = { ...heldOut, examples: { ...heldOut.examples, places } };
  const subject = subjectIn(production, configurationOf(run));
  const parts = [...partsOf(subject, places, run).keys()];
  const before = (await deps.ledger.parts(run, 'evaluate').all<SubjectAnswer[]>(parts))?.flat();
  if (!before) throw gone('what it answered before it was deployed is not on record');
  const { metric } = configurationOf(run).pipeline.deployment.gate;
  if (scoredPlaces([{ measured: before }], metric).length === 0)
    throw new PermanentError(`none of its answers before it was deployed has a score of ${metric} by itself`);
  // It is paid for in the month in which it is asked, whenever its run began.
  const payer = { ...run, createdAt: deps.clock.now().toISOString() };
  const now = await withPurse(payer, deps, (purse) => answersTo(golden, subject, { ...world, run, purse }));
  return compared({ now, before: before.slice(0, now.length) }, golden, spec, run);
}

const gone = (what: string): PermanentError => new PermanentError(what, { fix: 'deploy another run' });

function subjectIn(production: Production, configuration: Configuration): Subject {
  const { candidate, base, model, promptDigest } = production;
  const endpoint = endpointOf(production);
  return {
    name: candidate,
    model: endpoint,
    base,
    promptDigest,
    ...shotsBefore(candidate, configuration),
    ...(isEndpoint(endpoint) && { tunedModel: model }),
    configuration,
  };
}

async function answersTo(golden: HeldOutSet, subject: Subject, context: EvaluationContext): Promise<SubjectAnswer[]> {
  const { examples, labels } = await heldOutFor(subject, golden, context);
  const ask = asking(subject, { examples, labels }, await measuring(labels, context), context);
  return atMost(atOnce, examples.places, async (place) => {
    context.signal.throwIfAborted();
    return ask(await examples.read(place));
  });
}

/** By the gate's metric and its paired test. */
function compared(
  { now, before }: Record<'now' | 'before', SubjectAnswer[]>,
  { known }: HeldOutSet,
  spec: GoldenSpec,
  run: Run,
): Found {
  const { evaluation, deployment } = configurationOf(run).pipeline;
  const { metric } = deployment.gate;
  const answers = { now: { measured: now }, before: { measured: before } };
  const groups = known.slice(0, now.length).map((each) => each?.group);
  const places = scoredPlaces(Object.values(answers), metric);
  const pairing = pairingOn(places, { answers, groups }, metricOf(evaluation.metrics, metric))('now', 'before');
  const found = comparePairs([pairing], usualTerms({ level: goldenLevel(spec), seed: run.run }))[0]!;
  if (found.method === 'none') return { examples: 0, verdict: 'not measurable', reasons: found.reasons };
  const { n: examples, means, verdict, reasons } = found;
  const numbers = { examples, before: means.rival, now: means.candidate };
  return verdict === 'worse'
    ? { ...numbers, verdict, reasons }
    : { ...numbers, verdict: 'not shown to be worse', reasons: [] };
}
