/** Reads a request to generate: contents and configuration, and a plain no to what the local model cannot do. */
import type { BaseModel } from './context';
import { wordsIn } from '../../core/labels';
import { invalidField, RpcError } from '../rpc/errors';
import type { GenerateRequest } from './generator';
import { snakeCase } from '../rpc/field-names';
import type { Content } from './resources';
import type { ThinkingConfig } from './thinking';
import { textOf, type Turn } from './training-example';

export interface GenerationConfig {
  temperature?: number;
  topP?: number;
  topK?: number;
  candidateCount?: number;
  maxOutputTokens?: number;
  stopSequences?: string[];
  seed?: number;
  responseMimeType?: string;
  responseSchema?: { type?: string; enum?: string[]; [other: string]: unknown };
  thinkingConfig?: ThinkingConfig;
  presencePenalty?: number;
  frequencyPenalty?: number;
  [other: string]: unknown;
}

type Schema = NonNullable<GenerationConfig['responseSchema']>;

/** An answer is one of the texts that the schema lists, and nothing around it. */
const enumType = 'text/x.enum';

export interface GenerateContentRequest {
  model: string;
  contents: Content[];
  systemInstruction?: Content;
  generationConfig?: GenerationConfig;
  tools?: object[];
  [other: string]: unknown;
}

/** Gemini's own defaults. */
const defaults = { temperature: 1, topP: 0.95 };

const honouredConfig = new Set([
  'temperature',
  'topP',
  'topK',
  'candidateCount',
  'maxOutputTokens',
  'stopSequences',
  'seed',
  'thinkingConfig',
]);
/** What changes nothing for a model that neither speaks nor draws. */
const harmlessConfig = new Set(['audioTimestamp', 'mediaResolution']);
const honouredFields = new Set([
  'model',
  'contents',
  'systemInstruction',
  'generationConfig',
  'labels',
  'safetySettings',
  // By search-tools.ts.
  'tools',
]);

/** Without a limit of its own, a request has the model's. */
type Asked = Omit<GenerateRequest, 'base' | 'adapterFile' | 'maxOutputTokens'> & { maxOutputTokens?: number };

export type Prompt = Pick<GenerateRequest, 'system' | 'turns'>;

/** @throws RpcError INVALID_ARGUMENT that names the field. */
export function readPrompt(contents: Content[] = [], systemInstruction?: Content): Prompt {
  const turns = contents.map((content, index): Turn => {
    const role = content.role || 'user';
    if (role !== 'user' && role !== 'model') {
      throw invalidField(`contents[${index}].role`, `"${role}" is not a role: use "user" or "model".`);
    }
    return { role, text: readText(content, `contents[${index}]`) };
  });
  const system = systemInstruction && readText(systemInstruction, 'system_instruction');
  return { ...(system && { system }), turns };
}

/**
 * `seed` is drawn anew for every request that gives none, as in the cloud.
 * @throws RpcError INVALID_ARGUMENT that names the field.
 */
export function readGenerateRequest(
  request: GenerateContentRequest,
  { ignoredSettings, choiceWords }: Pick<BaseModel, 'ignoredSettings' | 'choiceWords'>,
  drawSeed: () => number,
): Asked {
  for (const field of Object.keys(request)) {
    if (!honouredFields.has(field)) throw invalidField(snakeCase(field), 'is not supported by the local model.');
  }
  const config = request.generationConfig ?? {};
  checkConfig(config);
  const prompt = readPrompt(request.contents, request.systemInstruction);
  if (prompt.turns.at(-1)?.role !== 'user') throw invalidField('contents', 'the last turn must have the role "user".');
  // top_k = 1 is greedy decoding by another name. A model that leaves no choice has its own: here the likeliest answer.
  const isGreedy = config.topK === 1 || ignoredSettings.includes('temperature');
  const temperature = isGreedy ? 0 : (config.temperature ?? defaults.temperature);
  return {
    ...prompt,
    temperature,
    topP: (ignoredSettings.includes('topP') ? undefined : config.topP) ?? defaults.topP,
    seed: config.seed ?? drawSeed(),
    ...(config.maxOutputTokens !== undefined && { maxOutputTokens: config.maxOutputTokens }),
    stopSequences: config.stopSequences ?? [],
    ...(config.responseMimeType === enumType && { choices: readChoices(config.responseSchema, choiceWords) }),
  };
}

function checkConfig(config: GenerationConfig): void {
  const refuse = (field: string, reason: string) => {
    throw invalidField(`generation_config.${field}`, reason);
  };
  for (const [name, value] of Object.entries(config)) {
    if (honouredConfig.has(name) || harmlessConfig.has(name)) continue;
    if (name === 'responseMimeType' && ['', 'text/plain', enumType].includes(value as string)) continue;
    if (name === 'responseSchema' && config.responseMimeType === enumType) continue;
    const unset = value === 0 || value === false || (Array.isArray(value) && value.every((entry) => entry === 'TEXT'));
    if (!unset) refuse(snakeCase(name), 'is not supported by the local model.');
  }
  const { temperature = 0, topP = 1, topK, candidateCount = 1, maxOutputTokens = 1, stopSequences = [] } = config;
  if (!(temperature >= 0 && temperature <= 2)) refuse('temperature', `${temperature} is not between 0 and 2.`);
  if (!(topP > 0 && topP <= 1)) refuse('top_p', `${topP} is not above 0 and at most 1.`);
  if (topK !== undefined && topK !== 1) refuse('top_k', 'the local model samples by temperature and top_p alone.');
  if (candidateCount !== 1) refuse('candidate_count', 'the local model gives one candidate.');
  if (maxOutputTokens < 1) refuse('max_output_tokens', `${maxOutputTokens} is not positive.`);
  if (stopSequences.length > 5) refuse('stop_sequences', `${stopSequences.length} were given; at most 5 are allowed.`);
  if (stopSequences.includes('')) refuse('stop_sequences', 'must not be empty texts.');
}

/** @throws RpcError INVALID_ARGUMENT for what is no list of texts, and, in Google's own words, for one that is too long. */
function readChoices({ type, enum: choices = [], ...other }: Schema = {}, mostWords: number): string[] {
  const refuse = (field: string, reason: string) => {
    throw invalidField(`generation_config.response_schema${field}`, reason);
  };
  if (type !== 'STRING') refuse('.type', `must be STRING for ${enumType}.`);
  if (choices.length === 0 || choices.some((choice) => choice.trim() === '')) refuse('.enum', 'must be texts.');
  const [unknown] = Object.entries(other).filter(([, value]) => isSet(value));
  if (unknown) refuse(`.${snakeCase(unknown[0])}`, 'is not supported by the local model.');
  if (wordsIn(choices) > mostWords)
    throw new RpcError(
      'INVALID_ARGUMENT',
      'The specified schema produces a constraint that has too many states for serving. Typical causes of this error are schemas with lots of text (for example, very long property or enum names), schemas with long array length limits (especially when nested), or schemas using complex value matchers.',
    );
  return choices;
}

/** gRPC fills in what was not said. */
const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  value !== 0 &&
  value !== false &&
  value !== '0' &&
  !(Array.isArray(value) && value.length === 0) &&
  !(typeof value === 'object' && Object.keys(value).length === 0);

/** @throws RpcError INVALID_ARGUMENT for what is no text, and for none */
export function readText(content: Content, path: string): string {
  content.parts?.forEach((part, index) => {
    const other = Object.keys(part).find(
      (field) => field !== 'text' && field !== 'thought' && field !== 'thoughtSignature',
    );
    if (other) throw invalidField(`${path}.parts[${index}].${snakeCase(other)}`, 'the local model reads text alone.');
  });
  const text = textOf(content);
  if (text === '') throw invalidField(`${path}.parts`, 'must hold some text.');
  return text;
}
