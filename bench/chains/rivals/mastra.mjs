// Mastra: a workflow of steps, in a row and in parallel.
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { answer, last, row, side } from './graph.mjs';

const text = z.object({ text: z.string() });
const step = (id, inputSchema = text, textOf = ({ text: given }) => given) =>
  createStep({
    id,
    inputSchema,
    outputSchema: text,
    execute: async ({ inputData }) => ({ text: await answer(textOf(inputData)) }),
  });

let workflow = createWorkflow({ id: 'graph', inputSchema: text, outputSchema: text });
for (const name of row) workflow = workflow.then(step(name));
const all = z.object(Object.fromEntries(side.map((name) => [name, text])));
const joined = (given) => side.map((name) => given[name].text).join('');
const committed = workflow
  .parallel(side.map((name) => step(name)))
  .then(step(last, all, joined))
  .commit();

export async function run(question) {
  const running = await committed.createRun();
  const { status, result } = await running.start({ inputData: { text: question } });
  if (status !== 'success') throw new Error(`it ended ${status}`);
  return result.text;
}
