/** Models are asked: production through serve, as any caller asks it, others on the page itself. */
import type { IncomingMessage } from 'node:http';
import { callersFields } from '../../../core/chain/wiring';
import { frozenPrices, isBilledByToken } from '../../../core/price';
import type { FieldValue } from '../../../core/prompt';
import { bytesPerTokenOf } from '../../../core/tokens';
import { generationFor } from '../../../core/models/question';
import { readPipeline } from '../../../operations/pipelines/pipelines';
import type { Playground, PlaygroundSubject } from '../answers';
import { callerWaiting } from '../../shared/http/event-stream';
import { asProblem, HttpProblem } from '../../shared/http/problem';
import { isSuccess, textOf } from '../../shared/stage/posts';
import { readSubjects, type Subject } from '../playground/subjects';
import { tryModel, type Trial } from '../playground/try';
import type { Route } from './route';

const path = '/pipelines/:pipeline';

export const playground: Route[] = [
  {
    method: 'get',
    path: `${path}/playground`,
    summary: 'Who can be asked, with which prompt, at which price',
    async answer({ params, deps: { cloud } }): Promise<Playground> {
      const pipeline = params['pipeline']!;
      const { prompt, prompts = {}, pipeline: spec } = await readPipeline(cloud, pipeline);
      const subjects = await readSubjects(cloud, pipeline);
      return {
        pipeline,
        prompts: Object.entries({ [spec.training.prompt]: prompt, ...prompts }).map(([file, { system, user }]) => ({
          file,
          ...(system && { system }),
          user,
        })),
        sources: Object.keys(spec.sources),
        subjects: subjects.map(told),
      };
    },
  },
  {
    method: 'post',
    path: `${path}/ask`,
    summary:
      'Production is asked: {input, user, conversation}; server-sent events as of serve, which records and bills it',
    async answer({ params, body, response, deps }) {
      const waiting = callerWaiting(response);
      const answer = await deps.serve(`${servePath(params)}:streamGenerate`, JSON.stringify(body ?? {}), waiting);
      if (!isSuccess(answer)) throw problemIn(answer, await textOf(answer));
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      for await (const piece of answer) response.write(piece);
      response.end();
      return undefined;
    },
  },
  {
    method: 'post',
    path: `${path}/feedback`,
    summary: 'What somebody says of an answer of production: {id, good, comment, correction}',
    async answer({ params, body, deps }) {
      const answer = await deps.serve(`${servePath(params)}:feedback`, JSON.stringify(body ?? {}));
      const text = await textOf(answer);
      if (isSuccess(answer)) return JSON.parse(text) as object;
      throw problemIn(answer, text);
    },
  },
  {
    method: 'post',
    path: `${path}/try`,
    summary:
      'A candidate or a base is asked: {subject, input, prompt}; events of {text}, then done, which is billed and not recorded',
    async answer({ params, body, response, events, deps }) {
      const subjects = await readSubjects(deps.cloud, params['pipeline']!);
      const trial = trialIn(body, subjects);
      const waiting = callerWaiting(response);
      try {
        const onText = (text: string): void => events.send({ text });
        events.send(await tryModel(trial, deps, { signal: waiting, onText }), 'done');
      } catch (error) {
        if (!events.hasBegun() || waiting.aborted) throw error;
        events.send(asProblem(error), 'error');
      }
      events.end();
      return undefined;
    },
  },
];

const servePath = ({ pipeline }: Record<string, string>): string => `/v1/pipelines/${encodeURIComponent(pipeline!)}`;

/** What serve says of a request that it did not do, as it says it. */
function problemIn({ statusCode = 502 }: IncomingMessage, text: string): HttpProblem {
  try {
    const { detail, fix, error } = JSON.parse(text) as { detail?: string; fix?: string; error?: { message?: string } };
    return new HttpProblem(statusCode, detail ?? error?.message ?? text, fix);
  } catch {
    return new HttpProblem(502, `serve did not answer: HTTP ${statusCode}`, 'npx landfall logs serve');
  }
}

function told({ name, kind, run, candidate, base, isTuned, prompt, configuration }: Subject): PlaygroundSubject {
  const price = frozenPrices(configuration).models[base.id];
  const factor = price && isTuned ? price.tunedFactor : 1;
  const isByToken = price && isBilledByToken(price, isTuned);
  const { maxOutputTokens } = generationFor(prompt, configuration.pipeline);
  return {
    name,
    kind,
    base: base.id,
    isTuned,
    ...(run !== undefined && { run }),
    ...(candidate !== undefined && { candidate }),
    fields: kind === 'production' ? callersFields(configuration, prompt).fields : prompt.fields,
    template: { system: templateOf(prompt.system), user: templateOf(prompt.user) },
    bytesPerToken: bytesPerTokenOf(base),
    maxOutputTokens,
    ...(isByToken && { perMillion: { input: price.input * factor, output: price.output * factor } }),
  };
}

/** As its file has it. */
const templateOf = (segments: Subject['prompt']['user'] = []): string =>
  segments.map((segment) => ('literal' in segment ? segment.literal : `{{${segment.field}}}`)).join('');

/** @throws HttpProblem 400, 404 */
function trialIn(body: unknown, subjects: Subject[]): Trial {
  const { subject: name, input, prompt } = (body ?? {}) as Record<string, unknown>;
  const subject = subjects.find((each) => each.kind !== 'production' && each.name === name);
  if (!subject)
    throw new HttpProblem(
      404,
      `${String(name)} cannot be asked here`,
      'GET api/pipelines/PIPELINE/playground says who can',
    );
  const isValue = (value: unknown): value is FieldValue =>
    typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  const values = Object.entries((input ?? {}) as Record<string, unknown>);
  const { system, user } = (prompt ?? {}) as Record<string, unknown>;
  const isPrompt =
    prompt === undefined || (typeof user === 'string' && ['string', 'undefined'].includes(typeof system));
  if (!values.every(([, value]) => isValue(value)) || !isPrompt)
    throw new HttpProblem(
      400,
      'that asks nothing',
      'send {"subject", "input": {FIELD: "…"}, "prompt": {"system", "user"}}',
    );
  return {
    subject,
    input: Object.fromEntries(values) as Record<string, FieldValue>,
    ...(prompt !== undefined && { prompt: { user: user as string, ...(system ? { system: system as string } : {}) } }),
  };
}
