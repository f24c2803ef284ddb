/** Everybody is asked until a look, and the run takes its place at the gate: from then on production stays what the candidates are compared with. */
import { PermanentError, TimeUpError } from '../../core/errors';
import type { Allowance } from '../../core/verdict/history';
import type { Configuration, Production } from '../../schemas/generated/types';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import type { Subject } from '../shared/evaluation/subjects';
import { configurationOf } from '../shared/stage/ledger';
import { askAll, type Answered } from './answers';
import type { EvaluateContext } from './context';
import { enterGate, heldOutOf } from './gate-entry';
import { isLast, type PlannedLook } from './looks';
import { scoredPlaces } from '../../core/verdict/pairing';
import { modelsBehind, subjectsOf, type Examinable } from './subjects';

export interface Examination {
  subjects: Subject[];
  answered: Answered;
  /** What is in production, and with which configuration it was tuned. */
  production?: { value: Production; configuration: Configuration };
  allowance: Allowance;
}

/**
 * The place at the gate is taken before the first look at answers, for all looks together. Undefined when the time was up: all that is answered is kept for the next delivery.
 * @throws TimeUpError when the gate is another run's, and nothing else is left to do
 * @throws PermanentError as askAll does, and when there is no example that all of them could be asked
 */
export async function examine(
  candidates: Examinable,
  look: PlannedLook,
  all: HeldOutSet,
  context: EvaluateContext,
): Promise<Examination | undefined> {
  const { run, deps, log } = context;
  const configuration = configurationOf(run);
  const { known, examples } = all;
  const set = heldOutOf(examples.places.map(({ line }, place) => known[place]?.key ?? `line ${line}`));

  for (;;) {
    const production = await findProduction(context);
    const subjects = subjectsOf(candidates, configuration, deps.generationOf(configuration), production);
    if (look.ends.length === 1) announce(subjects, examples.places.length, context);
    const answered = await askAll(subjects, look, all, context);
    if (!answered) {
      log.info('the time is up: what is answered so far is kept');
      return undefined;
    }
    if (isLast(look) && scoredPlaces(Object.values(answered.answers)).length === 0)
      throw new PermanentError('there is no held-out example that every model could be asked');
    const entered = await enterGate(set, context);
    if ('waitsFor' in entered) {
      const waitsFor = { run: entered.waitsFor };
      throw new TimeUpError(`the run ${waitsFor.run} is at the gate, and may replace production before`, { waitsFor });
    }
    const now = await deps.ledger.findProduction(run.pipeline);
    if (now?.value.run === production?.value.run) return { subjects, answered, production, ...entered };
    log.info(`${now?.value.run ?? 'nothing'} is in production by now: it is asked too`);
  }
}

function announce(subjects: Subject[], count: number, { log }: EvaluateContext): void {
  log.info(`${count} held-out examples for ${subjects.map(({ name }) => name).join(', ')}`);
  for (const { id, ignoredSettings = [] } of modelsBehind(subjects)) {
    if (ignoredSettings.length === 0) continue;
    log.info(`${id} acts on no ${ignoredSettings.join(' and no ')}: what generation says of it has no effect`);
  }
}

/** With the configuration that it was tuned under; that of the present run where its own run is gone. */
async function findProduction({ run, deps }: EvaluateContext): Promise<Examination['production']> {
  const pointer = await deps.ledger.findProduction(run.pipeline);
  const own = pointer && (await deps.ledger.findRun(pointer.value));
  return pointer && { value: pointer.value, configuration: own?.configuration ?? configurationOf(run) };
}

/** Why production, though it is there, is none of the subjects. */
export const whyUnasked = ({ subjects, production }: Examination): string | undefined =>
  production && !subjects.some(({ name }) => name === 'production')
    ? `production (${production.value.run}) was tuned on another prompt, and cannot be asked the same`
    : undefined;
