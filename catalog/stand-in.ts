/** Base models as a deployment finds them: where another model answers in their name, its limits are theirs. */
import type { BaseModel, ModelFacts } from '.';

/** What a model that stands in for another does not have from it. */
const own = [
  'contextTokens',
  'outputTokens',
  'tokensPerExample',
  'bytesPerToken',
  'tokenizing',
] as const satisfies (keyof ModelFacts)[];

/** @param localModels the deployment has the models of the local cloud */
export function asDeployed(model: BaseModel, catalog: Record<string, BaseModel>, localModels = false): BaseModel {
  const standIn =
    localModels && Object.values(catalog).find(({ standsInFor }) => standsInFor?.includes(model.provider));
  // One that ships answers for itself.
  if (!standIn || (model.isLocal && model.id !== standIn.id)) return model;
  const factsOf = <T extends object>(all: T) => Object.fromEntries(own.map((fact) => [fact, all[fact as keyof T]]));
  return {
    ...model,
    ...factsOf(standIn),
    answeredBy: standIn.id,
    provenance: { ...model.provenance, ...factsOf(standIn.provenance) },
  } as BaseModel;
}
