/**
 * Chat completions below a location of Vertex AI: of a machine's own endpoint, and of the managed open models behind
 * endpoints/openapi. REST alone, as OpenAI's clients ask it; docs.cloud.google.com/gemini-enterprise-agent-platform, 2026-09-25.
 */
import { json, Router } from 'express';
import type { Access, Principal } from '../iam/access';
import { withoutPort } from '../rpc/api';
import { invalidField, RpcError } from '../rpc/errors';
import type { Answering } from './answering';
import { isOpen } from './base-models';
import { checkCalledHost } from './called-host';
import { answerChat, InvalidChat, type ChatRequest } from './chat-completions';
import { failStream } from './chat-stream';
import type { VertexContext } from './context';
import { findEndpoint } from './endpoint-records';
import { toVertexError } from './errors';
import type { Machines } from './machines';
import { modelBehind, onlyAt, type ServedModel } from './served-model';

const path = /^\/v1(?:beta1)?\/(projects\/[^/]+\/locations\/([^/]+))\/endpoints\/([^/]+)\/chat\/completions$/;

interface Chat {
  answering: Answering;
  machines: Machines;
  access: Access;
}

export function chatRoutes(context: VertexContext, { answering, machines, access }: Chat): Router {
  const router = Router();
  router.post(path, json({ limit: '20mb', type: () => true }), (request, response) => {
    const [, parent, location, id] = path.exec(request.path) as unknown as [string, string, string, string];
    const asked = (request.body ?? {}) as ChatRequest;
    // A client that cannot say another host than it calls says it as a proxy does.
    const host = withoutPort(request.get('x-forwarded-host') ?? request.get('host') ?? '');
    const serve = async () => {
      const principal = access.identify(request.headers.authorization);
      const name = `${parent}/endpoints/${id}`;
      checkAllowed(context, principal, name);
      if (!host.endsWith('.prediction.vertexai.goog')) checkCalledHost({ name }, { host });
      const model =
        id === 'openapi' ? managedModel(context, asked.model, location) : behind(context, machines, name, host);
      await answerChat(answering, model, asked, Math.floor(context.clock.now() / 1000), response);
    };
    serve().catch((thrown: unknown) => {
      const error = toVertexError(
        thrown instanceof InvalidChat ? invalidField(thrown.param, thrown.message) : tooLongIn(thrown),
      );
      if (response.headersSent) failStream(response, error.toBody());
      else response.status(error.httpStatus).json(error.toBody());
    });
  });
  return router;
}

const checkAllowed = ({ access }: VertexContext, principal: Principal, name: string): void =>
  access.check(principal, 'aiplatform.endpoints.predict', name);

/** @throws RpcError NOT_FOUND where there is none of that name */
function managedModel(context: VertexContext, name: string | undefined, location: string): ServedModel {
  const base = context.models.find(({ openWeights }) => openWeights?.managed === name);
  if (base?.servingLocations.includes(location) && isOpen(context, base, 'inference', location))
    return { modelVersion: base.openWeights!.managed, base };
  throw new RpcError('NOT_FOUND', `Publisher Model \`${name}\` was not found in ${location}.`);
}

/** @throws RpcError where it is asked at another host than its own, has no model, or its machine sleeps */
function behind(context: VertexContext, machines: Machines, name: string, host: string): ServedModel {
  const endpoint = findEndpoint(context, name, 'endpoint');
  const { dedicatedEndpointDns: own } = endpoint;
  if (own !== undefined && host !== own && host.endsWith('.googleapis.com')) throw onlyAt(own);
  if (host.endsWith('.prediction.vertexai.goog') && host !== own)
    throw new RpcError('NOT_FOUND', `Nothing is at ${host}`);
  const [deployed] = endpoint.deployedModels;
  if (!deployed) throw new RpcError('FAILED_PRECONDITION', `Endpoint ${name} has no deployed model.`);
  machines.ask(endpoint, deployed);
  return modelBehind(context, endpoint, deployed);
}

/** The servers of open models say how long a prompt is in words of their own. */
const tooLong = /input token count \((\d+)\) exceeds the maximum number of tokens allowed \((\d+)\)/i;

function tooLongIn(thrown: unknown): unknown {
  const [, tokens, most] = tooLong.exec((thrown as Error).message) ?? [];
  if (!tokens || !most) return thrown;
  const words = `This model's maximum context length is ${Number(most) + 1} tokens. However, your request has ${tokens} input tokens: requested ${tokens} tokens. Please reduce the length of the input messages.`;
  return new RpcError('INVALID_ARGUMENT', words);
}
