/** Compiles a corpus folder into the one object that its files are read by. */
import type { EmbeddingModel } from '../catalog/embeddings';
import { stateOf } from '../catalog/lifecycle';
import { digest } from '../core/digest';
import type { Problem } from '../core/problem';
import { nearestLocation } from '../core/vertex-locations';
import type { CorpusConfiguration, CorpusSpec } from '../schemas/generated/types';
import { isCorpusSpec } from '../schemas/generated/written-validators';
import type { Site } from '../core/bases';
import { checkAgainst } from './schema-check';
import type { SourceFile, ValuePath } from './source-file';

export interface CorpusContext {
  embeddingModels: Record<string, EmbeddingModel>;
  sql: Record<string, string>;
  codeVersion: string;
  deployment: Site;
}

export type CompiledCorpus = { corpus: CorpusConfiguration; warnings: Problem[] } | { problems: Problem[] };

/** Whether a pipeline.yaml says that its folder is a corpus. */
export const isCorpus = ({ value }: SourceFile): boolean => (value as Partial<CorpusSpec> | null)?.kind === 'corpus';

/** @param file how pipeline.yaml is called in messages */
export function compileCorpus(yaml: SourceFile, folder: string, file: string, context: CorpusContext): CompiledCorpus {
  const invalid = checkAgainst(isCorpusSpec, yaml, file);
  if (invalid.length > 0) return { problems: invalid };
  const spec = yaml.value as CorpusSpec;
  const problems: Problem[] = [];
  check(spec, folder, context, (path, reason) => problems.push({ file, line: yaml.lineOf(path), reason }));
  if (problems.length > 0) return { problems };

  const { id, provider, instructions, servingLocations } = context.embeddingModels[spec.embedding.model]!;
  const content = {
    corpus: spec,
    embeddingModel: { id, provider, instructions, servingLocations },
    sql: Object.fromEntries(Object.entries(context.sql).filter(([name]) => name.startsWith('grounding/'))),
  };
  const made = digest({ languages: spec.languages, passages: spec.passages, embedding: spec.embedding, instructions });
  return { corpus: { digest: made, ...content, codeVersion: context.codeVersion }, warnings: [] };
}

type Complain = (path: ValuePath, reason: string) => void;

/** What the schema cannot say. */
function check(
  { name, passages, embedding }: CorpusSpec,
  folder: string,
  { embeddingModels, deployment: { region, on } }: CorpusContext,
  complain: Complain,
): void {
  if (name !== folder)
    complain(['name'], `name is ${JSON.stringify(name)} but the folder is ${JSON.stringify(folder)}`);
  if (passages.overlap > passages.tokens / 2)
    complain(
      ['passages', 'overlap'],
      `an overlap of ${passages.overlap} is more than half of ${passages.tokens} tokens`,
    );
  const model = embeddingModels[embedding.model];
  if (!model) {
    const there = Object.keys(embeddingModels).join(', ');
    complain(
      ['embedding', 'model'],
      `embedding model ${JSON.stringify(embedding.model)} is not in the catalog; there are ${there}`,
    );
    return;
  }
  const { dimensions, inputTokens, servingLocations } = model;
  if (embedding.dimensions < dimensions.least || embedding.dimensions > dimensions.most)
    complain(
      ['embedding', 'dimensions'],
      `${model.id} gives from ${dimensions.least} to ${dimensions.most} dimensions, not ${embedding.dimensions}`,
    );
  if (passages.tokens > inputTokens / 2)
    complain(['passages', 'tokens'], `${model.id} reads ${inputTokens} tokens: a passage has half of them at most`);
  const location = nearestLocation(servingLocations, region);
  if (!location)
    complain(
      ['embedding', 'model'],
      `${model.id} is served in ${servingLocations.join(', ')}, none of which is near ${region}`,
    );
  else if (stateOf(model, { action: 'inference', location, on }).state === 'closed')
    complain(['embedding', 'model'], `${model.id} answers no more`);
}
