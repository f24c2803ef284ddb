/** A further thread of a tuning: computes its shards of each step that it is told of. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadBase } from './base';
import { createMember, type Hired } from './crew';
import { readExamples } from './examples';
import { formOf } from './request';

const hired = workerData as Hired;
const base = loadBase(hired.request.base);
const examples = readExamples(
  base.tokenizer,
  base.layout.shape.context,
  hired.request.trainingFile,
  formOf(hired.request),
);
const member = createMember(base, examples, hired);
parentPort!.on('message', (step: number) => {
  member.work(step);
  parentPort!.postMessage(step);
});
