/** landfall ask: puts a question to the model that is in production. */
import colors from 'picocolors';
import { callersFields, type CallersFields } from '../../core/chain/wiring';
import type { FieldValue } from '../../core/prompt';
import { visible } from '../../core/wording';
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { createLedger } from '../../operations/ledger/ledger';
import { noModel } from '../../operations/pipelines/no-model';
import { print, printJson } from '../output';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { chainLines, type ToldSpan } from '../render/chain-lines';
import { sourceLines, type ToldSources } from '../render/source-lines';

export interface AskOptions {
  input?: string[];
  /** For whom it is asked: while a canary is under way, the same user has the same arm. */
  user?: string;
  /** Of theirs, which goes on. */
  conversation?: string;
  json?: boolean;
}

interface Answer {
  text: string;
  finishReason?: string;
  /** Of a chain. */
  steps?: ToldSpan[];
  grounding?: ToldSources;
}

export async function ask(pipeline: string, text: string | undefined, options: AskOptions): Promise<void> {
  const cloud = await connect();
  const { fields, types } = await readFields(cloud, pipeline);
  const input = inputOf(pipeline, fields, text, options.input ?? []);
  // It may be that training examples had none either.
  const empty = Object.keys(input).filter((field) => input[field]!.trim() === '');
  if (empty.length > 0) process.stderr.write(`${colors.yellow('!')} empty: ${empty.join(', ')}\n`);
  const response = await fetch(`${cloud.url}/v1/pipelines/${encodeURIComponent(pipeline)}:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: typed(input, types), user: options.user, conversation: options.conversation }),
  });
  const body = await response.text();
  if (!response.ok) throw refusal(pipeline, response.status, body);
  const answer = JSON.parse(body) as Answer;
  if (options.json) return printJson(answer);
  for (const line of chainLines(answer.steps)) process.stderr.write(`${colors.dim(visible(line))}\n`);
  print(visible(answer.text) || `(an empty answer; finish reason ${answer.finishReason ?? 'unknown'})`);
  for (const line of sourceLines(answer.text, answer.grounding)) process.stderr.write(`${colors.dim(line)}\n`);
}

/**
 * The fields of the prompt that the production model was tuned on, or of its run's chain.
 * @throws OperationError (usage) when there is no such pipeline, or no model of it in production
 */
async function readFields(cloud: Cloud, pipeline: string): Promise<CallersFields> {
  const ledger = createLedger(cloud);
  const production = await ledger.readProduction(pipeline);
  const configuration = production && (await ledger.readConfiguration({ pipeline, run: production.run }));
  if (configuration) return callersFields(configuration);
  const compiled = await readPipeline(cloud, pipeline);
  if (production) return callersFields(compiled);
  throw await noModel(ledger, pipeline);
}

/**
 * A value for every field of the prompt.
 * @param text stands for the only field of a prompt that has one
 * @param given NAME=VALUE each
 * @throws OperationError (usage) that names each field that is missing, repeated, none of the prompt's, or empty as all others are
 */
export function inputOf(
  pipeline: string,
  fields: string[],
  text: string | undefined,
  given: string[],
): Record<string, string> {
  const all = fields.length === 1 ? '"TEXT"' : fields.map((field) => `--input ${field}="…"`).join(' ');
  const refuse = (message: string, why?: string[]): never => {
    throw new OperationError(message, {
      exitCode: exitCodes.usage,
      why: why?.join('\n'),
      next: `npx landfall ask ${pipeline} ${all}`,
    });
  };
  const asks = `The prompt of ${pipeline} has ${fields.length === 1 ? 'the field' : 'the fields'} ${fields.join(', ')}.`;
  if (text !== undefined && given.length > 0) refuse('Give either a text or --input fields, not both.');
  if (text === undefined && given.length === 0) refuse('There is nothing to ask.', [asks]);
  if (text !== undefined && fields.length !== 1) refuse(asks, ['a text alone does not say which of them it is']);
  const pairs = text === undefined ? given.map((field) => pairOf(field, refuse)) : [[fields[0]!, text] as const];
  const names = pairs.map(([name]) => name);
  const named = (what: string, some: string[]): string[] => (some.length > 0 ? [`${what}: ${some.join(', ')}`] : []);
  const empty = pairs.filter(([, value]) => value.trim() === '').map(([name]) => name);
  const missing = fields.filter((field) => !names.includes(field));
  const unknown = names.filter((name) => !fields.includes(name));
  const repeated = fields.filter((field) => names.indexOf(field) !== names.lastIndexOf(field));
  const wrong = [
    ...named('missing', missing),
    ...named('no field of it', unknown),
    ...named('given twice', repeated),
    ...(empty.length === pairs.length ? named('empty', empty) : []),
  ];
  if (wrong.length > 0) refuse(asks, wrong);
  return Object.fromEntries(pairs);
}

/** What a shell gives as text, as the prompt's file types it; a text that is no such value is left for serve to refuse. */
export function typed(input: Record<string, string>, types: CallersFields['types'] = {}): Record<string, FieldValue> {
  const valueOf = (field: string, text: string): FieldValue => {
    if (types[field] === 'integer' && /^-?\d+$/.test(text)) return Number(text);
    return types[field] === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
  };
  return Object.fromEntries(Object.entries(input).map(([field, text]) => [field, valueOf(field, text)]));
}

function pairOf(field: string, refuse: (message: string) => never): readonly [string, string] {
  const at = field.indexOf('=');
  if (at < 1) refuse(`--input ${field} is not NAME=VALUE.`);
  return [field.slice(0, at), field.slice(at + 1)];
}

function refusal(pipeline: string, status: number, body: string): OperationError {
  let message = body;
  let fix: string | undefined;
  try {
    // A problem of serve's, or the error of what stands before it.
    const said = JSON.parse(body) as { detail?: string; fix?: string; error?: { message?: string } | string };
    message = said.detail ?? (typeof said.error === 'string' ? said.error : (said.error?.message ?? body));
    fix = said.fix;
  } catch {
    // not JSON: the body says what it says
  }
  return new OperationError(message.trim() || `The answer was HTTP ${status}.`, {
    exitCode: status >= 400 && status < 500 ? exitCodes.usage : exitCodes.failed,
    where: `POST /v1/pipelines/${pipeline}:generate (HTTP ${status})`,
    why: fix,
    next:
      status === 404
        ? `npx landfall drop ${pipeline} FILE… --wait`
        : status < 500
          ? 'npx landfall ask --help'
          : 'npx landfall logs serve',
  });
}
