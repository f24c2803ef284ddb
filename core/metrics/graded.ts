/** Graded: how good a judge finds an answer by a rubric, in five steps. */
import { createJudged, fieldOf, judgedDefinition, judgeRequest, quotedReferences, type JudgeOptions } from './judged';
import type { MetricKind } from './metric';

/** 1 to 5 become 0 to 1. */
export const graded: MetricKind<JudgeOptions> = {
  title: 'graded',
  ...judgedDefinition,
  source: 'Zheng et al. 2023, Judging LLM-as-a-Judge: single answers, with a reference',
  options: ['judge', 'rubric'],
  needs: ['judge', 'rubric'],
  create: ({ judge = '', rubric = '' }) =>
    createJudged({
      judge,
      questions: ({ prompt, references, answer }) => [
        judgeRequest(
          'You grade an answer.',
          rubric,
          { Question: prompt, ...quotedReferences(references), Answer: answer },
          '{"score": n}, where n is a whole number from 1, the worst, to 5, the best',
        ),
      ],
      scoreOf: ([said]) => {
        const score = fieldOf(said!, 'score');
        return typeof score === 'number' && Number.isInteger(score) && score >= 1 && score <= 5
          ? (score - 1) / 4
          : undefined;
      },
    }),
};
