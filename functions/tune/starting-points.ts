/** What the tuning of each candidate goes on from, its base or the model in production: decided once for a run, with the reason. */
import { isPrompted, tunedCandidates } from '../../core/candidates';
import { startingPointsPath } from '../../core/ledger-layout';
import type { Production, Run, TunedCandidate } from '../../schemas/generated/types';
import { frozenModel, type TuningSettings } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

export interface StartingPoint {
  continues?: TuningSettings['continues'];
  /** In words. */
  reason: string;
}

/** By candidate; none where all begin with their bases, as pipelines do unless they say otherwise. */
export async function startingPointsOf(run: Run, deps: StageDeps): Promise<Record<string, StartingPoint>> {
  const { ledger, objects } = deps;
  const configuration = configurationOf(run);
  if (configuration.pipeline.tuning.from !== 'production') return {};
  const uri = ledger.artifactUri(startingPointsPath(run));
  const found = await objects.read(uri);
  if (found) return JSON.parse(found.text) as Record<string, StartingPoint>;
  const production = (await ledger.findProduction(run.pipeline))?.value;
  const made = production && (await ledger.findRun({ pipeline: run.pipeline, run: production.run }));
  const checkpoint = production && (await checkpointOf(production, deps));
  const startingPoints = tunedCandidates(configuration).map((candidate): [string, StartingPoint] => {
    const reason = whyFromBase(candidate, run, production, made);
    if (reason !== undefined) return [candidate.id, { reason: `from its base: ${reason}` }];
    const { model, candidate: id, run: of } = production!;
    const continues = { model, ...(checkpoint !== undefined && { checkpoint }) };
    return [candidate.id, { continues, reason: `goes on from ${id} of run ${of}, which is in production` }];
  });
  return ledger.writeOnce(uri, Object.fromEntries(startingPoints));
}

/** Undefined where it goes on from production. @param made the run that has made it */
function whyFromBase(
  { base, adapterSize }: TunedCandidate,
  run: Run,
  production: Production | undefined,
  made: Run | undefined,
): string | undefined {
  if (!production) return 'nothing is in production';
  const whose = `${production.candidate}, which is in production,`;
  if (!made?.configuration) return `the run is gone that has made ${production.candidate}, which is in production`;
  if (isPrompted(production.candidate, made.configuration)) return `${whose} is not tuned`;
  if (production.base !== base) return `${whose} was tuned on ${production.base}`;
  if (!frozenModel(configurationOf(run), base).continuousTuning)
    return 'its provider does not tune further what was tuned on it';
  const former = tunedCandidates(made.configuration).find(({ id }) => id === production.candidate);
  return former?.adapterSize === adapterSize ? undefined : `${whose} has adapters of size ${former?.adapterSize}`;
}

/** Of a model of several checkpoints the one that serves. */
async function checkpointOf(
  { pipeline, run, candidate }: Production,
  { ledger }: StageDeps,
): Promise<string | undefined> {
  const finished = (await ledger.findOutput({ pipeline, run }, 'watch'))?.data.candidates;
  return finished?.find(({ id }) => id === candidate)?.checkpoint?.id;
}
