/** Who asks: a service's key opens its own models alone; whatever is no service's key is the owner's, who has all of them. */
import type { Request } from 'express';
import type { BaseModel } from '../../catalog';
import { servicesWith } from '../model-keys';
import type { OpenAiContext } from './context';
import { ApiError } from './errors';

/** As its service calls it, which is how it is asked for. */
export const nameOf = ({ id, calledAs }: BaseModel): string => calledAs ?? id;

const keyOf = (request: Request): string | undefined => /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];

/** @throws ApiError where there is no key */
export function checkKey(request: Request): void {
  if (keyOf(request) !== undefined) return;
  const message = "You didn't provide an API key. You need to provide it in an Authorization header using Bearer auth.";
  throw new ApiError(401, message, { code: 'invalid_api_key' });
}

/** Whether the caller's service has this model. */
export function isOpenTo(request: Request, { services }: OpenAiContext, { service }: BaseModel): boolean {
  const own = servicesWith(keyOf(request)!, services);
  return own.length === 0 || own.some(({ name }) => name === service?.name);
}

/** Whether the caller's service tunes this way: another has neither files nor jobs. */
export function mayTune(request: Request, { services }: OpenAiContext): boolean {
  const own = servicesWith(keyOf(request)!, services);
  return own.length === 0 || own.some(({ tunes }) => tunes);
}

/** @throws ApiError for a model of another service than the key's */
export function checkOpenTo(request: Request, context: OpenAiContext, model: BaseModel): void {
  if (isOpenTo(request, context, model)) return;
  throw new ApiError(401, `Incorrect API key provided: it is not one of ${model.service!.title}.`, {
    code: 'invalid_api_key',
  });
}
