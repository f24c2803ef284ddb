// Genkit: a flow whose steps are runs, without its own way of asking a model, which would take more.
import { genkit } from 'genkit';
import { answer, last, row, side } from './graph.mjs';

const ai = genkit({});
const flow = ai.defineFlow('graph', async (question) => {
  let text = question;
  for (const name of row) text = await ai.run(name, text, answer);
  const all = await Promise.all(side.map((name) => ai.run(name, text, answer)));
  return ai.run(last, all.join(''), answer);
});

export const run = (question) => flow(question);
