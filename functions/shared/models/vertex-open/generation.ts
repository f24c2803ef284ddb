/** Asking open models on Vertex AI, in OpenAI's form: what was tuned at the host of its endpoint, a base as it is by its managed name. */
import type { EndpointServiceClient } from '@google-cloud/aiplatform/build/src/v1/endpoint_service_client';
import { PermanentError, RetryableError } from '../../../../core/errors';
import { managedModel, managedPlace, ownPlace, type ChatPlace } from '../../../../core/models/managed';
import type { ChatFor, ClientFor } from '../../stage/clients';
import type { Config } from '../../stage/config';
import { generateBy, type Chat } from '../openai/generation';
import type { Generation } from '../provider';
import { called } from '../vertex/api-errors';

export function createGeneration(
  chatFor: ChatFor,
  endpointsFor: ClientFor<EndpointServiceClient>,
  { project, region }: Pick<Config, 'project' | 'region'>,
): Generation {
  const places = new Map<string, ChatPlace>();
  const placeFor = async (model: string): Promise<ChatPlace> => {
    const known = places.get(model) ?? managedPlace(model) ?? (await placeOfEndpoint(model));
    places.set(model, known);
    return known;
  };

  /** Its host is told by the endpoint alone. */
  async function placeOfEndpoint(name: string): Promise<ChatPlace> {
    const client = await endpointsFor(name);
    const asking = client.getEndpoint({ name });
    const [{ dedicatedEndpointDns: host }] = await called('asking the endpoint', asking, name);
    if (!host) throw new PermanentError(`the endpoint ${name} has no host of its own`, { where: name });
    return ownPlace(name, host);
  }

  async function chatOf(name: string): Promise<Chat> {
    const { host, path, model } = await placeFor(name);
    return { completions: chatFor(host, path), model, classed: (error) => classed(error as ApiError, name) };
  }

  return {
    modelOf: (base) => managedModel(base, { project, region }),
    generate: generateBy(chatOf),
  };
}

interface ApiError extends Error {
  status?: number;
  error?: { status?: string };
}

/** docs.cloud.google.com: scale to zero, as of 2026-11: the question is dropped, and wakes the machine. */
const isAsleep = ({ status, message }: ApiError): boolean =>
  status === 429 && /not yet ready for inference|scal\w+.from zero/i.test(message);

/** The errors that are another matter here than at other services of OpenAI's form; any other as it is. */
function classed(error: ApiError, model: string): Error {
  const { status, message } = error;
  if (isAsleep(error)) {
    const reason = 'its machine slept, since nobody had asked it anything, and is waking up, which takes minutes';
    return new RetryableError(`generating: ${reason}`, { cause: error });
  }
  // Without its cause, whose status is that of a question which is at fault.
  if (error.error?.status === 'FAILED_PRECONDITION')
    return new PermanentError(`generating: ${message}`, {
      where: model,
      fix: 'nothing is deployed there any more, as after 30 days without a question: drop the batch again',
    });
  if (status === 401 || status === 403) return new RetryableError(`generating: ${message}`, { cause: error });
  return error;
}
