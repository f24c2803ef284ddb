/** repair: a text is read as JSON of a schema; where it is none, a model is told what is wrong and asked for another. */
import type { JsonCheck } from '../../../../core/chain/json-schema';
import { StepTrouble } from '../failed';
import type { Json } from '../values';
import type { Perform } from './step';

export const repair: Perform<'repair'> = async ({ text: template, schema, model, repairs }, call) => {
  const check = await checkOf(call.files.schemas[schema]!);
  let text = call.text(template);
  for (let asked = 0; ; asked += 1) {
    const { value, wrong } = readJson(text, check);
    if (wrong.length === 0) return value!;
    if (model === undefined || asked === repairs)
      throw new StepTrouble(502, 'came to no JSON of its schema', { reason: wrong.join('; ') });
    const request = requestFor(text, wrong, call.files.schemas[schema]!);
    text = await call.askPlainly(model, request, { hearing: { signal: call.signal, span: call.span } });
  }
};

const checks = new WeakMap<object, JsonCheck>();

async function checkOf(schema: object): Promise<JsonCheck> {
  const known = checks.get(schema);
  if (known) return known;
  const { compileSchema } = await import('../../../../core/chain/json-schema.ts');
  const made = compileSchema(schema);
  checks.set(schema, made);
  return made;
}

/** Models like to put JSON between fences. */
const fenced = /^\s*```(?:json)?\s*\n([^]*?)\n?```\s*$/;

function readJson(text: string, check: JsonCheck): { value?: Json; wrong: string[] } {
  try {
    const value = JSON.parse(fenced.exec(text)?.[1] ?? text) as Json;
    return { value, wrong: check(value) };
  } catch {
    return { wrong: ['it is no JSON'] };
  }
}

const requestFor = (text: string, wrong: string[], schema: object) => ({
  system: 'You mend JSON. Answer with the mended JSON alone. Keep every value that is right, and invent none.',
  turns: [
    {
      role: 'user' as const,
      text: `JSON Schema:\n${JSON.stringify(schema)}\n\nWhat is wrong:\n${wrong.join('\n')}\n\nText:\n${text}`,
    },
  ],
});
