/** Chains that are right, made by chance: every kind of step, routes, fallbacks, in any order. */
import type { ChainSpec, ChainStep } from '../../../schemas/generated/types';

/** As people write it: what has a default may be left out. */
export type WrittenStep = { [K in keyof ChainStep]?: Record<string, unknown> | number | undefined } & Record<
  string,
  unknown
>;
export interface WrittenChain extends Omit<ChainSpec, 'steps'> {
  steps: Record<string, WrittenStep>;
}

export type Draw = () => number;

/** Of every folder of the tests, beside pipeline.yaml. */
export const chainFiles: Record<string, string> = {
  'prompt.yaml': 'user: "Email: {{email}} Notes: {{notes}}"\n',
  'about.yaml': 'system: Be brief.\nuser: "What is this about? {{text}}"\n',
  'route.yaml': 'user: "Which is it? {{body}}"\n',
  'part.yaml': 'user: "Summarise: {{part}}"\n',
  'parts.yaml': 'user: "Combine: {{parts}}"\n',
  'order.schema.json': `{
  "type": "object",
  "required": ["order"],
  "properties": { "order": { "type": "string" }, "items": { "type": "array", "items": { "type": "string" } }, "buyer": { "type": "object", "properties": { "name": { "type": "string" } } } }
}
`,
  'clean.js': 'function run({ text }) {\n  return text.trim();\n}\n',
  'lines.js': 'const run = ({ text }) => text.split("\\n");\n',
};

const model = 'gemini-3.5-flash-lite';
const other = 'gemini-old';

const makers: ((name: string, text: string) => Record<string, WrittenStep>)[] = [
  (name, text) => ({ [name]: { ask: { model, prompt: 'about.yaml', with: { text } }, timeLimit: 20, attempts: 2 } }),
  (name, text) => ({
    [name]: { ask: { model, prompt: 'about.yaml', with: { text } }, timeLimit: 9, fallback: { model: other } },
  }),
  (name, text) => ({
    [name]: { ask: { model, prompt: 'about.yaml', with: { text } }, timeLimit: 9, fallback: { text: 'nothing' } },
  }),
  (name, text) => ({ [name]: { run: { file: 'clean.js', with: { text } }, timeLimit: 1 } }),
  (name, text) => ({ [name]: { retrieve: { corpus: 'policies', question: text }, timeLimit: 5 } }),
  (name, text) => ({
    [name]: {
      map: {
        over: text,
        chunks: { tokens: 100, overlap: 20 },
        ask: { model, prompt: 'part.yaml' },
        reduce: { model, prompt: 'parts.yaml' },
      },
      timeLimit: 60,
    },
  }),
  (name, text) => ({
    [`${name}_list`]: { run: { file: 'lines.js', with: { text }, gives: 'list' }, timeLimit: 1 },
    [name]: {
      map: {
        over: `{{steps.${name}_list}}`,
        ask: { model, prompt: 'part.yaml' },
        reduce: { model, prompt: 'parts.yaml' },
      },
      timeLimit: 30,
    },
  }),
  (name, text) => ({
    [name]: { ask: { model, prompt: 'about.yaml', with: { text } }, timeLimit: 9, fallback: { step: `${name}_else` } },
    [`${name}_else`]: { run: { file: 'clean.js', with: { text: '{{input.body}}' } }, timeLimit: 1 },
  }),
  (name, text) => ({
    [`${name}_order`]: { repair: { text, schema: 'order.schema.json', model }, timeLimit: 20 },
    [name]: {
      ask: { model, prompt: 'about.yaml', with: { text: `{{steps.${name}_order.buyer.name}}` } },
      timeLimit: 9,
    },
  }),
];

export const pick = <T>(from: T[], draw: Draw): T => from[Math.floor(draw() * from.length)]!;

function shuffled<T>(all: T[], draw: Draw): T[] {
  return all
    .map((value) => [draw(), value] as const)
    .toSorted((a, b) => a[0] - b[0])
    .map(([, value]) => value);
}

/** A chain with `kinds` of its steps at least, all of them on the way to its output. */
export function madeChain(draw: Draw): WrittenChain {
  const count = 2 + Math.floor(draw() * 5);
  const steps: Record<string, WrittenStep> = {};
  const unused = new Set<string>();
  for (let n = 0; n < count; n++) {
    const name = `step_${'abcdefg'[n]}`;
    const before = [...unused];
    const named = before.length > 0 && draw() < 0.5 ? pick(before, draw) : undefined;
    if (named !== undefined) unused.delete(named);
    Object.assign(steps, pick(makers, draw)(name, named === undefined ? '{{input.body}}' : `Look: {{steps.${named}}}`));
    unused.add(name);
  }
  const notes = [...unused].map((name) => `{{steps.${name}}}`).join('\n');
  steps.reply = { answer: { with: { email: '{{input.body}}', notes } }, timeLimit: 40 };
  steps.route = {
    classify: { model, prompt: 'route.yaml', labels: ['refund', 'spam', 'other'] },
    timeLimit: 10,
    fallback: { text: 'other' },
  };
  steps.short = {
    ask: { model, prompt: 'about.yaml', with: { text: draw() < 0.5 ? '{{steps.reply}}' : '{{input.subject}}' } },
    timeLimit: 10,
    when: { route: draw() < 0.5 ? 'spam' : ['spam', 'refund'] },
  };
  const text = draw() < 0.5 ? '{{input.subject}}' : '{{steps.short | steps.reply}} ({{input.subject}})';
  steps.last = { ask: { model, prompt: 'about.yaml', with: { text: `${text} {{steps.route}}` } }, timeLimit: 10 };
  return {
    input: ['body', 'subject'],
    steps: Object.fromEntries(shuffled(Object.entries(steps), draw)),
    output: text.includes('short') ? '{{steps.last}}' : '{{steps.short | steps.reply}} — {{steps.last}}',
  };
}
