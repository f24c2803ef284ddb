// LangGraph.js: a node for each step, each with a channel of its own for what it says.
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { answer, last, row, side } from './graph.mjs';

const channels = Object.fromEntries(['question', ...row, ...side, last].map((name) => [`${name}_said`, Annotation()]));
const graph = new StateGraph(Annotation.Root(channels));
const said = (name) => async (state) => state[`${name}_said`];
const add = (name, textOf) =>
  graph.addNode(name, async (state) => ({ [`${name}_said`]: await answer(await textOf(state)) }));

for (const [n, name] of row.entries()) {
  const before = row[n - 1];
  add(name, said(before ?? 'question'));
  graph.addEdge(before ?? START, name);
}
for (const name of side) {
  add(name, said(row.at(-1)));
  graph.addEdge(row.at(-1), name);
}
add(last, async (state) => side.map((name) => state[`${name}_said`]).join(''));
graph.addEdge(side, last);
graph.addEdge(last, END);
const compiled = graph.compile();

export const run = async (question) =>
  (await compiled.invoke({ question_said: question }, { recursionLimit: 50 }))[`${last}_said`];
