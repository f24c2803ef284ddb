/** What the shipped retrieval finds for each question, with the rows that it was made of. */
import { createGrounding, type Grounding, type GroundingDeps } from '../../functions/shared/grounding/grounding';
import type { FoundRow } from '../../functions/shared/grounding/retrieved';
import type { CorpusState } from '../../schemas/generated/types';
import { corpus } from './corpus-cloud';
import { isAnswerableHere, placeOf, type Answerable, type Question } from './questions';

export interface Asked {
  question: Question;
  grounding: Grounding;
  rows: FoundRow[];
  milliseconds: number;
}

export async function askAll(questions: Question[], deps: GroundingDeps): Promise<Asked[]> {
  let rows: FoundRow[] = [];
  const warehouse: GroundingDeps['warehouse'] = {
    async ask<Row>(...asked: Parameters<GroundingDeps['warehouse']['ask']>) {
      rows = await deps.warehouse.ask<FoundRow>(...asked);
      return rows as Row[];
    },
  };
  const groundingOf = createGrounding({ ...deps, warehouse });
  const all: Asked[] = [];
  for (const question of questions) {
    const begun = performance.now();
    const grounding = await groundingOf({
      corpus,
      question: question.question,
      passages: 5,
      injection: 'drop',
      milliseconds: 30_000,
    });
    all.push({ question, grounding, rows, milliseconds: performance.now() - begun });
  }
  return all;
}

/** Whether a passage has the words that answer the question, all of them. */
export function relevance({ files }: CorpusState) {
  const pages = new Map(files.map(({ object, name }) => [object, name]));
  return (
    question: Answerable,
    { object, start_byte: first, end_byte: last }: Pick<FoundRow, 'object' | 'start_byte' | 'end_byte'>,
  ): boolean => {
    const { start, end } = placeOf(question);
    return pages.get(object) === question.page && Number(first) <= start && Number(last) >= end;
  };
}

export type AskedAnswerable = Asked & { question: Answerable };

export const answerableOf = (all: Asked[]): AskedAnswerable[] =>
  all.filter((asked): asked is AskedAnswerable => isAnswerableHere(asked.question));
