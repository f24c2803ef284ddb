/** What pipeline folders say in pipeline.yaml, whether or not the rest of a folder is right, and their bases still live. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/problem';
import type { CorpusSpec, PipelineSpec } from '../schemas/generated/types';
import { isCorpusSpec, isPipelineSpec } from '../schemas/generated/written-validators';
import { isCorpus } from './corpus';
import { checkAgainst } from './schema-check';
import { readSourceFile } from './source-file';

export interface Specs {
  pipelines: PipelineSpec[];
  corpora: CorpusSpec[];
  /** Why others cannot be read. */
  problems: Problem[];
}

/** In the order of their names. @param directory folder of the pipelines; one that is not there has none */
export function readSpecs(directory: string): Specs {
  const specs: Specs = { pipelines: [], corpora: [], problems: [] };
  const folders = existsSync(directory) ? readdirSync(directory).toSorted() : [];
  for (const folder of folders.filter((name) => existsSync(join(directory, name, 'pipeline.yaml')))) {
    const file = `pipelines/${folder}/pipeline.yaml`;
    const yaml = readSourceFile(join(directory, folder, 'pipeline.yaml'), file);
    const valid = isCorpus(yaml) ? isCorpusSpec : isPipelineSpec;
    const problems = yaml.problems.length > 0 ? yaml.problems : checkAgainst(valid, yaml, file);
    if (problems.length > 0) specs.problems.push(...problems);
    else if (isCorpus(yaml)) specs.corpora.push(yaml.value as CorpusSpec);
    else specs.pipelines.push(yaml.value as PipelineSpec);
  }
  return specs;
}
