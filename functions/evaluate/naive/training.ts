/** The training examples that rivals are made of: no more than are read in seconds, and fit into the memory of a function. */
import { lines } from '../../../core/lines';
import type { Objects } from '../../shared/stage/objects';
import { chooseExamples, readExample } from '../../shared/evaluation/examples';
import type { TrainingExample } from './rival';

/**
 * Examples, and bytes of the file that they take in all: made of the most, rivals need 300 MiB and half a minute; where nearly
 * every word of them is another one, evaluate comes to 813 of its 1,024 MiB (npm run bench -- memory --of evaluate).
 */
const [maximumExamples, maximumBytes] = [20_000, 16 * 2 ** 20];

interface Limits {
  maximumExamples?: number;
  maximumBytes?: number;
}

/** In the order of the file; where there are too many, those of the smallest hashes. @param uri gs:// address of a file that is written once */
export async function readTraining(
  uri: string,
  objects: Pick<Objects, 'openRead'>,
  limits: Limits = {},
): Promise<TrainingExample[]> {
  const chosen = await chooseLines(uri, objects, { maximumExamples, maximumBytes, ...limits });
  const examples: TrainingExample[] = [];
  let number = 0;
  for await (const line of lines(objects.openRead(uri))) {
    number += 1;
    if (!chosen.has(number)) continue;
    const { request, target } = readExample(line);
    examples.push({ request: { turns: request.turns }, target });
  }
  return examples;
}

/** Their numbers, counted from 1. */
async function chooseLines(uri: string, objects: Pick<Objects, 'openRead'>, limits: Required<Limits>) {
  const places = await chooseExamples(uri, limits.maximumExamples, objects);
  const chosen = new Set<number>();
  let bytes = 0;
  for (const { line, start, end } of places) {
    bytes += end - start;
    if (bytes > limits.maximumBytes) break;
    chosen.add(line);
  }
  return chosen;
}
