/** What init and validate make of one file: the pipeline that init makes of it reads it, or both refuse it. */
import { jest } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { init } from '../../cli/commands/init';
import type { OperationError } from '../../operations/errors';
import type { RowSchema } from '../../core/row-schema';
import type { SourceSpec } from '../../schemas/generated/types';
import { check, type Checked } from '../functions/validate/objects';

type Json = Record<string, unknown>;

export interface Made {
  /** What init printed as JSON. */
  said?: { rows: number; putAside: string[]; unusable: string[]; assumptions: string[] };
  schema?: RowSchema;
  /** Its message and reasons, when init refused the file. */
  refused?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'landfall-hard-'));
export const clearAway = () => rmSync(folder, { recursive: true });

/** The file of that name with that content goes through init. */
export async function initOf(name: string, body: string | Buffer): Promise<Made & { spec: Partial<SourceSpec> }> {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, body);
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (printed += String(text)) !== '');
  try {
    await init('hard', [path], { pipelines: folder, json: true, force: true });
  } catch (error) {
    const { name: kind, message, details } = error as OperationError;
    if (kind !== 'OperationError') throw error;
    return { refused: [message, details.where, details.why, details.next].filter(Boolean).join('\n'), spec: {} };
  } finally {
    write.mockRestore();
  }
  const made = (file: string) => readFileSync(join(folder, 'hard', file), 'utf8');
  const { sources } = parse(made('pipeline.yaml')) as { sources: Record<string, SourceSpec> };
  const [spec] = Object.values(sources);
  const schema = JSON.parse(made(spec!.schema)) as RowSchema;
  const form = spec!.form ?? 'rows';
  return { said: JSON.parse(printed) as Made['said'], schema, spec: { ...spec, form, format: spec!.format ?? 'auto' } };
}

const conversation = {
  properties: { system: {}, history: {}, prompt: { type: 'string', minLength: 1 }, completion: {} },
} as object as RowSchema;
const anyRow = { properties: { text: { type: 'string' }, label: { type: 'string' } } } as object as RowSchema;

/** The same file as validate reads it, by the row schema that init made, else by one that takes all. */
export async function validationOf(
  body: string | Buffer,
  { schema, spec }: Pick<Awaited<ReturnType<typeof initOf>>, 'schema' | 'spec'>,
  isConversation = false,
): Promise<Partial<Checked> & { first?: Json; reasons?: string[]; refused?: string }> {
  const form = isConversation ? 'conversations' : 'rows';
  const rowSchema = schema ?? (isConversation ? conversation : anyRow);
  try {
    const checked = await check(body, { rowSchema, spec: { form, ...spec } });
    const reasons = checked.staged.reasons.map(({ reason, lines }) => `${reason} (line ${lines[0]})`);
    return { ...checked, first: checked.rows[0], reasons };
  } catch (error) {
    const { name, message, where, fix } = error as Error & { where?: string; fix?: string };
    if (name !== 'PermanentError') throw error;
    return { refused: [message, where, fix].join('\n') };
  }
}
