/**
 * Whether the model in production is still the one that was put there: each hour it answers a few probes, single tokens each. They
 * are found, and their reference is asked for, in the hours after the deployment.
 */
import { atMost } from '../../core/at-most';
import { digest } from '../../core/digest';
import { isRetryable } from '../../core/errors';
import { alarmAt, largestShift } from '../../core/probes/evidence';
import { afterThisHour, isUnwavering, type AskProbes } from '../../core/probes/hour';
import { isProbed } from '../../core/probes/price';
import { probeSettings } from '../../core/probes/questions';
import { endpointOf, isEndpoint } from '../../core/production';
import type { Configuration, ModelChange, Probes, Production } from '../../schemas/generated/types';
import { frozenModel, type Question } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { MonitorDeps } from './deps';

/** Questions that are asked at the same time. */
const atOnce = 8;

/** @throws RetryableError as the provider does: what was asked in this hour is forgotten then */
export async function watchModel(
  production: Production,
  { pipeline }: Configuration,
  deps: MonitorDeps,
): Promise<void> {
  const run = await deps.ledger.findRun(production);
  if (!pipeline.monitoring.probes || !run) return;
  const configuration = configurationOf(run);
  const { price } = frozenModel(configuration, production.base);
  if (!isProbed(price, isEndpoint(endpointOf(production)))) return;
  const found = await deps.ledger.findProbes(production.pipeline);
  const before = ofEndpoint(production, found?.value, deps);
  if (isUnwavering(before)) return;
  const after = await afterThisHour(before, asking(production, configuration, before.asked, deps));
  const keep = (state: Probes): Promise<void> => deps.ledger.replaceProbes(state, found?.generation);
  if (isUnwavering(after)) deps.log.warning(`${after.pipeline}: ${unwavering}`);
  if (after.evidence < alarmAt) return keep(after);
  const change = changeIn(after, deps);
  await sayChanged(change, production, before, deps);
  // Whoever answers now may be exchanged in its turn: it is learnt as the first one was.
  return keep({ ...begun(production, deps), asked: after.asked, changes: [...after.changes, change] });
}

const unwavering =
  'its model answers every probe alike: should another answer in its place, nobody would see it by them';

/** What is known of the model that serves now: of another nothing is, but what became of those before. */
const ofEndpoint = (production: Production, known: Probes | undefined, deps: MonitorDeps): Probes =>
  known?.endpoint === endpointOf(production) ? known : { ...begun(production, deps), changes: known?.changes ?? [] };

const begun = (production: Production, { clock }: Pick<MonitorDeps, 'clock'>): Probes => ({
  pipeline: production.pipeline,
  endpoint: endpointOf(production),
  since: clock.now().toISOString(),
  searched: 0,
  asked: 0,
  probes: [],
  evidence: 0,
  changes: [],
});

/** @param asked before: the same question with the same seed would have the same answer */
function asking(production: Production, configuration: Configuration, asked: number, deps: MonitorDeps): AskProbes {
  const { generate } = deps.generationOf(configuration);
  let seed = asked;
  return (questions) =>
    atMost(atOnce, questions, async (text) => {
      const question: Question = {
        model: endpointOf(production),
        base: frozenModel(configuration, production.base),
        request: { turns: [{ role: 'user', text }] },
        generation: probeSettings,
        seed: seed++,
      };
      const { outcome, text: said } = await twiceMore(() => generate(question), deps);
      return outcome === 'answered' || outcome === 'truncated' ? said : `(${outcome})`;
    });
}

/** Seconds before each time that a question is asked again: of hundreds in an hour one may find the provider busy. */
const waits = [1, 5];

async function twiceMore<T>(ask: () => Promise<T>, { clock }: MonitorDeps): Promise<T> {
  for (const seconds of waits) {
    try {
      return await ask();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await clock.sleep(seconds * 1000);
    }
  }
  return ask();
}

const changeIn = ({ endpoint, probes }: Probes, { clock }: MonitorDeps): ModelChange => ({
  at: clock.now().toISOString(),
  endpoint,
  why: largestShift(probes),
});

/** Said before it is on record: a twin, or who comes after a crash, says the same. */
async function sayChanged(
  { at, endpoint, why }: ModelChange,
  { pipeline, run, base }: Production,
  before: Probes,
  deps: MonitorDeps,
): Promise<void> {
  deps.log.error(`what answers for ${pipeline} at ${endpoint} is another model than on ${before.since}: ${why}`, {
    run,
    base,
  });
  await deps.publish({
    id: `m-${digest({ pipeline, endpoint, changes: before.changes.length }).slice(0, 8)}`,
    source: '/landfall/monitor',
    type: 'landfall.model.changed.v1',
    time: at,
    subject: pipeline,
    data: { pipeline, run, endpoint, base, at, why },
  });
}
