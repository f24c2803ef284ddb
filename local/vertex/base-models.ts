/** The base models of the catalog: where, and until when, each is offered. */
import { stateOf, type Action } from '../../catalog/lifecycle';
import { locationIn } from '../../core/vertex-locations';
import { RpcError } from '../rpc/errors';
import type { BaseModel, VertexContext } from './context';
import { publisherModelId } from './names';

type Catalog = Pick<VertexContext, 'models' | 'clock'>;

/**
 * The base model that a request may ask.
 * @param name `[projects/P/locations/L/]publishers/google/models/ID`; without a location, where it is served anywhere
 * @throws RpcError NOT_FOUND where it is not served, and once it is retired
 */
export function findServed(context: Catalog, name: string): BaseModel {
  const id = publisherModelId(name);
  const model = context.models.find((known) => known.id === id && !known.openWeights);
  const location = locationIn(name) ?? model?.servingLocations[0] ?? 'global';
  if (!model?.servingLocations.includes(location)) throw notServed(name);
  checkInference(context, model, name, location);
  return model;
}

/** @throws RpcError INTERNAL for one that the catalog has lost since something was tuned on it. */
export function findBase(catalog: Pick<Catalog, 'models'>, name: string): BaseModel {
  const model = findOpen(catalog, name) ?? catalog.models.find(({ id }) => id === name);
  if (!model) throw new RpcError('INTERNAL', `Base model ${name} is in the catalog no longer.`);
  return model;
}

/** One with open weights. @param name `[publishers/]PUBLISHER/[models/]MODEL@VERSION` */
export const findOpen = ({ models }: Pick<Catalog, 'models'>, name: string): BaseModel | undefined =>
  models.find(
    ({ openWeights }) => openWeights?.publisherModel === name.replace(/^publishers\/([^/]+)\/models\//, '$1/'),
  );

/** What was tuned on a base model ends with it. @throws RpcError NOT_FOUND */
export function checkTunedStillServed(context: Catalog, model: BaseModel, endpoint: string): void {
  const location = locationIn(endpoint)!;
  const parent = endpoint.split('/').slice(0, 4).join('/');
  checkInference(context, model, `${parent}/publishers/google/models/${model.id}`, location);
}

export const isOpen = (
  { clock }: Pick<Catalog, 'clock'>,
  model: Pick<BaseModel, 'lifecycle'>,
  action: Action,
  location: string,
): boolean => stateOf(model, { action, location, on: new Date(clock.now()) }).state === 'open';

function checkInference(context: Catalog, model: BaseModel, name: string, location: string): void {
  if (!isOpen(context, model, 'inference', location)) throw notServed(name);
}

/** One answer for a model that is unknown, not there, or gone (GoogleCloudPlatform/generative-ai issue 3004). */
export const notServed = (name: string): RpcError =>
  new RpcError(
    'NOT_FOUND',
    `Publisher Model \`${name}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`,
  );
