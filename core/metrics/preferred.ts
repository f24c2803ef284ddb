/** Preferred: how often a judge likes an answer better than a rival's to the same question; a tie is half. */
import { createJudged, fieldOf, judgedDefinition, judgeRequest, quotedReferences, type JudgeOptions } from './judged';
import type { MetricKind } from './metric';

/**
 * Always asked twice, with the answers in either order: a judge that likes whatever comes first has no say, for it likes each once.
 * The rival's own score is a half.
 */
export const preferred: MetricKind<JudgeOptions & { over?: 'base' | 'production' }> = {
  title: 'preferred',
  ...judgedDefinition,
  source: 'Zheng et al. 2023, Judging LLM-as-a-Judge: pairs, in both orders',
  options: ['judge', 'rubric', 'over'],
  needs: ['judge', 'rubric'],
  create: ({ judge = '', rubric = '', over = 'base' }) =>
    createJudged({
      judge,
      over,
      questions: ({ prompt, references, answer, rival = '' }) =>
        [
          { A: answer, B: rival },
          { A: rival, B: answer },
        ].map((answers) =>
          judgeRequest(
            'You compare two answers, A and B.',
            rubric,
            { Question: prompt, ...quotedReferences(references), ...answers },
            '{"preferred": "A"}, {"preferred": "B"} or {"preferred": "tie"}',
          ),
        ),
      scoreOf: (said) => {
        const [first, second] = said.map((text) => fieldOf(text, 'preferred'));
        const scores = [points(first, 'A', 'B'), points(second, 'B', 'A')];
        return scores.includes(undefined) ? undefined : (scores[0]! + scores[1]!) / 2;
      },
    }),
};

const points = (preferred: unknown, own: string, other: string): number | undefined =>
  preferred === own ? 1 : preferred === other ? 0 : preferred === 'tie' ? 0.5 : undefined;
