/** That whatever stands in a place may stand there: no list in a text, no text where a list is mapped over. */
import { describedStep, type Taken } from '../../core/chain/kinds';
import { namesAlone, namesIn, parseChainTemplate, showName } from '../../core/chain/template';
import { typeInWords, mayStand, typeNamed } from '../../core/chain/types';
import type { ValuePath } from '../source-file';
import type { ChainContext } from './context';

export function checkTypes(context: ChainContext): void {
  const { chain, complain } = context;
  const check = (path: ValuePath, template: string, takes: Taken['takes'], where: string): void => {
    for (const reason of problemsOf(template, takes, context)) complain(path, `${where}: ${reason}`);
  };
  for (const [name, step] of Object.entries(chain.steps)) {
    const { kind, takes, asks } = describedStep(step);
    const where = `the step ${name}`;
    for (const taken of takes) check(['steps', name, kind, ...taken.path], taken.template, taken.takes, where);
    for (const { path, with: values = {} } of asks)
      for (const [field, template] of Object.entries(values))
        check(['steps', name, kind, ...path, 'with', field], template, 'text', where);
    checkChunks(name, context);
  }
  check(['output'], chain.output, 'text', 'the output');
}

function problemsOf(template: string, takes: Taken['takes'], { chain, files }: ChainContext): string[] {
  const pieces = parseChainTemplate(template);
  const alone = namesAlone(pieces);
  // Only what stands alone goes on as it is: between texts it is written as one.
  if (takes === 'items' && !alone) return ['a text is mapped over in chunks: say chunks: { tokens: … }'];
  const taken = takes === 'any' && !alone ? 'text' : takes;
  return namesIn(pieces).flatMap((name) => {
    const found = typeNamed(name, chain, files);
    if ('reason' in found) return [`${showName(name)}: ${found.reason}`];
    if (mayStand(found.type, taken)) return [];
    const given = `${showName(name)} is ${typeInWords[found.type]}`;
    return taken === 'items'
      ? [`${given}, and no list: to map over its parts say chunks: { tokens: … }`]
      : [`${given}, which is no text: map over it and reduce it, or make a text of it in a step of your own`];
  });
}

/** Chunks are larger than what they share, and the model reads one beside what it says. */
function checkChunks(name: string, { chain, generation, catalog, files, complain }: ChainContext): void {
  const { map } = chain.steps[name]!;
  if (!map?.chunks) return;
  const { tokens, overlap } = map.chunks;
  const at = ['steps', name, 'map', 'chunks'];
  if (overlap > tokens / 2)
    complain(
      [...at, 'overlap'],
      `the step ${name}: an overlap of ${overlap} tokens is more than half of a part of ${tokens}`,
    );
  const reads = catalog[map.ask.model]?.contextTokens ?? Infinity;
  const { maxOutputTokens: says } = {
    ...generation,
    ...files.prompts[map.ask.prompt]?.generation,
    ...map.ask.generation,
  };
  if (tokens + says > reads)
    complain(
      [...at, 'tokens'],
      `the step ${name}: a part of ${tokens} tokens and an answer of ${says} are more than the ${reads} that ${map.ask.model} has in mind`,
    );
}
