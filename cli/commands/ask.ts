/** landfall ask: puts a question to the model that is in production. */
import { connect } from '../cloud';
import { CliError, exitCodes } from '../errors';
import { print, printJson } from '../output';
import { readPipeline } from '../pipelines';
import { visible } from '../../core/wording';

export interface AskOptions {
  input?: string[];
  json?: boolean;
}

interface Answer {
  text: string;
  finishReason?: string;
}

export async function ask(pipeline: string, text: string | undefined, options: AskOptions): Promise<void> {
  const cloud = await connect();
  const response = await fetch(`${cloud.url}/v1/pipelines/${encodeURIComponent(pipeline)}:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requestBody(text, options.input ?? [])),
  });
  const body = await response.text();
  if (response.status === 404) await readPipeline(cloud, pipeline); // says so when there is no such pipeline
  if (!response.ok) throw refusal(pipeline, response.status, body);
  const answer = JSON.parse(body) as Answer;
  if (options.json) return printJson(answer);
  print(visible(answer.text) || `(an empty answer; finish reason ${answer.finishReason ?? 'unknown'})`);
}

/** @throws CliError (usage) unless there is a text, or fields as NAME=VALUE, and not both */
export function requestBody(
  text: string | undefined,
  fields: string[],
): { text: string } | { input: Record<string, string> } {
  const usage = (message: string): CliError =>
    new CliError(message, { exitCode: exitCodes.usage, next: 'npx landfall ask --help' });
  if (text !== undefined && fields.length > 0) throw usage('Give either a text or --input fields, not both.');
  if (text !== undefined) return { text };
  if (fields.length === 0) throw usage('There is nothing to ask: give a text.');
  const entries = fields.map((field) => {
    const at = field.indexOf('=');
    if (at < 1) throw usage(`--input ${field} is not NAME=VALUE.`);
    return [field.slice(0, at), field.slice(at + 1)] as const;
  });
  return { input: Object.fromEntries(entries) };
}

function refusal(pipeline: string, status: number, body: string): CliError {
  let message = body;
  let fix: string | undefined;
  try {
    const { error } = JSON.parse(body) as { error?: { what?: string; message?: string; fix?: string } | string };
    message = typeof error === 'string' ? error : (error?.what ?? error?.message ?? body);
    fix = typeof error === 'string' ? undefined : error?.fix;
  } catch {
    // not JSON: the body says what it says
  }
  return new CliError(message.trim() || `The answer was HTTP ${status}.`, {
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
