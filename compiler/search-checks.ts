/** Whether what answers rest on is one thing, and whether each model that is asked, by a step of a chain too, can search for it by itself. */
import type { BaseModel } from '../catalog';
import { stepSearches } from '../core/chain/searches';
import { searchTitles, searchToolNameOf, searchToolOf, type SearchTool } from '../core/grounding/spec';
import type { PipelineSpec } from '../schemas/generated/types';
import { fallBacksOf, namedBasesOf } from './candidates';
import { usableBases } from '../core/bases';
import type { SourceFile, ValuePath } from './source-file';
import type { Complain, Places } from './tuning-checks';

const kinds = ['corpus', 'googleSearch', 'vertexAiSearch'] as const;
const ofCorpora = ['passages', 'question', 'field', 'otherwise', 'injection', 'milliseconds'];

export function checkSearch(
  spec: PipelineSpec,
  { source, ...places }: Places & { source: SourceFile },
  complain: Complain,
): void {
  checkGrounding(spec, source, places, complain);
  for (const { tool, path, bases } of stepSearches(spec)) {
    const at = (...below: string[]): ValuePath => ['serving', 'chain', 'steps', ...below];
    const asked = bases.map(({ base, path: below }): Asked => ({ base, path: at(...below), purpose: 'answers' }));
    checkTool(tool, { at: at(...path, 'grounding'), asked }, places, complain);
  }
}

function checkGrounding(spec: PipelineSpec, source: SourceFile, places: Places, complain: Complain): void {
  const { grounding } = spec;
  if (!grounding) return;
  const named = kinds.filter((kind) => grounding[kind] !== undefined);
  if (named.length !== 1) {
    const what = named.length === 0 ? 'names nothing that answers rest on' : `names both ${named.join(' and ')}`;
    complain(['grounding', ...named.slice(1, 2)], `grounding ${what}: name one of ${kinds.join(', ')}`);
    return;
  }
  const tool = searchToolOf(spec);
  if (!tool) return;
  const name = searchToolNameOf(tool);
  for (const setting of ofCorpora.filter((each) => source.has(['grounding', each])))
    complain(['grounding', setting], `${setting} is for a corpus, and ${searchTitles[name]} has no use for it`);
  if (spec.generation.choices !== undefined)
    complain(
      ['grounding', name],
      'generation.choices leaves labels for answers: up to Gemini 2.5 Vertex AI refuses both together, and from Gemini 3 on it cites nothing then',
    );
  checkTool(tool, { at: ['grounding'], asked: [...namedBasesOf(spec), ...fallBacksOf(spec)] }, places, complain);
}

type Asked = ReturnType<typeof namedBasesOf>[number];

/** @param asked with the tool, each with where it is named */
function checkTool(
  tool: SearchTool,
  { at, asked }: { at: ValuePath; asked: Asked[] },
  places: Places,
  complain: Complain,
): void {
  const name = searchToolNameOf(tool);
  if ('vertexAiSearch' in tool && !tool.vertexAiSearch.datastore === !tool.vertexAiSearch.engine)
    complain([...at, name], 'vertexAiSearch searches either a datastore or an engine: name one of them');
  for (const { base: id, path, purpose } of asked) {
    const base = places.catalog[id];
    const kind = purpose === 'tuning' ? 'tuned' : 'base';
    if (base && !base.searchTools?.[name].includes(kind))
      complain(path, whyNot(base, kind, searchTitles[name], places));
  }
}

/** Ends with what to do. */
function whyNot(base: BaseModel, kind: 'tuned' | 'base', title: string, places: Places): string {
  const { searchTools, provenance } = base;
  if (searchTools && kind === 'tuned') {
    const { source, asOf } = provenance.searchTools!;
    return `what is tuned on ${base.id} is not known to take ${title} (${source}, read on ${asOf}): ask it as it is, in a candidate of kind: prompted`;
  }
  const able = usableBases(places.catalog, places.deployment, 'answers').flatMap((each) =>
    each.searchTools ? [each.id] : [],
  );
  return `${base.id} takes no ${title}: take one of ${able.join(', ')}`;
}
