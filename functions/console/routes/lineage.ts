/** From an answer back to the rows behind it, from anything forward to what it led to, and the place of a source that an answer names. */
import { readGsUri } from '../../../core/gs-uri';
import { readLineage } from '../../../operations/warehouse/lineage';
import { idOfAnswer } from '../../../operations/warehouse/answer';
import { readWhy } from '../../../operations/warehouse/why';
import { summarize } from '../../../operations/runs/summary';
import { leaderInShort, verdictsOf } from '../../../operations/runs/verdicts';
import { readPart } from '../../../operations/ledger/object-part';
import type { AnswerTold, ObjectPart } from '../answers';
import { HttpProblem } from '../../shared/http/problem';
import type { Route } from './route';

export const lineage: Route[] = [
  {
    method: 'get',
    path: '/answers/:id',
    summary: 'Why an answer is what it is: its model, its data, and the training examples that are like the question',
    async answer({ params, deps: { cloud } }): Promise<AnswerTold> {
      const { answer, question, ratings, nearest, view, card } = await readWhy(cloud, idOfAnswer(params['id']!));
      const verdicts = view && verdictsOf(view);
      return {
        answer,
        question,
        ratings,
        ...(nearest && { nearest }),
        ...(view && { run: summarize(view) }),
        ...(verdicts && { verdict: leaderInShort(verdicts) }),
        ...(card && {
          dataset: { pipeline: card.pipeline, version: card.version, train: card.train, sources: card.sources },
        }),
      };
    },
  },
  {
    method: 'get',
    path: '/lineage/:id',
    summary: 'What a run, a version, a model, an endpoint or an answer came from, and what it led to',
    answer: async ({ params, deps: { cloud } }) => readLineage(cloud, idOfAnswer(params['id']!)),
  },
  {
    method: 'get',
    path: '/objects',
    summary: 'Bytes of an object, with what stands around them: ?object=gs://…, generation=, start=, end=',
    async answer({ query, deps: { cloud } }): Promise<ObjectPart> {
      const { object = '', generation = '', start = '', end = '' } = query;
      const address = readGsUri(object);
      const isNumber = [generation, start, end].every((text) => /^\d{1,20}$/.test(text));
      if (!address || !isNumber || Number(end) < Number(start))
        throw new HttpProblem(
          400,
          'that is no place in an object',
          'ask for ?object=gs://…&generation=…&start=…&end=…',
        );
      // What else its account may read is not for whoever asks.
      const { landing, artifacts } = cloud.status.buckets;
      if (address.bucket !== landing && !(address.bucket === artifacts && address.name.startsWith('corpora/')))
        throw new HttpProblem(403, `${object} is no source`, 'sources lie in the landing bucket, or below corpora/');
      const part = await readPart(cloud, address, generation, { start: Number(start), end: Number(end) });
      if (part) return { object, generation, ...part };
      throw new HttpProblem(404, `${object} is gone, or not of the generation ${generation} any more.`);
    },
  },
];
