/** Grounding on the handbook: what finds the passage that answers, what is refused, what of answers is borne out. Options: --rows FILE writes what was found. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { openCorpusCloud } from './corpus-cloud';
import { orderFigures } from './orders';
import { loadQuestions } from './questions';
import { refusalFigures } from './refusal';
import { answerableOf, askAll } from './retrieval';
import { citationFigure, supportFigures } from './support';

export async function benchGrounding(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { rows: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const opened = await openCorpusCloud();
  try {
    const { state, deps, seconds } = opened;
    const all = await askAll(loadQuestions(), deps);
    if (values.rows !== undefined) writeFileSync(values.rows, JSON.stringify(all));
    const answerable = answerableOf(all);
    const times = all.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    return [
      {
        name: 'passages',
        value: state.files.reduce((sum, { passages }) => sum + passages, 0),
        unit: `of ${state.files.length} files, indexed in ${seconds.toFixed(1)} s`,
      },
      { name: 'retrieval, median', value: times[times.length >> 1]!, unit: 'ms' },
      ...orderFigures(answerable, state),
      ...refusalFigures(all),
      ...supportFigures(answerable, state),
      await citationFigure(answerable, deps),
    ];
  } finally {
    await opened.close();
  }
}
