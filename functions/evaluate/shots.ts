/** Training examples that stand before the questions of prompted candidates: chosen by hash, and kept for as long as the run is. */
import { promptedCandidates, promptOf } from '../../core/candidates';
import { exampleTurns } from '../../core/contents';
import { shotsPath } from '../../core/ledger-layout';
import { together } from '../../core/together';
import { filesIn, type PromptFiles } from '../../core/variants';
import type { Shots } from '../shared/evaluation/asked-as';
import { chooseExamples, readerOf } from '../shared/evaluation/examples';
import { configurationOf } from '../shared/stage/ledger';
import type { EvaluateContext } from './context';

/** Of each prompt as many as the candidate with the most has: one with fewer has the first of them. */
export async function keepShots(
  dataset: PromptFiles,
  { run, deps }: Pick<EvaluateContext, 'run' | 'deps'>,
): Promise<void> {
  const { ledger, objects } = deps;
  const configuration = configurationOf(run);
  const most = new Map<string, { count: number; prompt: string; own: number }>();
  for (const candidate of promptedCandidates(configuration)) {
    const prompt = promptOf(candidate.id, configuration);
    const { digest } = prompt;
    const count = Math.max(candidate.examples, most.get(digest)?.count ?? 0);
    if (count > 0) most.set(digest, { count, prompt: candidate.prompt, own: exampleTurns(prompt).length });
  }
  await together(
    [...most].map(async ([digest, { count, prompt, own }]) => {
      const { trainUri } = filesIn(dataset, prompt, configuration);
      const read = readerOf(trainUri, objects);
      const shots: Shots = [];
      for (const place of await chooseExamples(trainUri, count, objects)) {
        const { request, target } = await read(place);
        // The prompt's own examples stand before each question anyway.
        shots.push([...request.turns.slice(own), { role: 'model', text: target }]);
      }
      await ledger.writeOnce(ledger.artifactUri(shotsPath(run, digest)), shots);
    }),
  );
}
