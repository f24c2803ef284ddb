/** The templates of a chain: texts that name what a caller sends and what steps give. */

/** What a name in double braces stands for. */
export type Name =
  | { of: 'input'; field: string }
  | { of: 'step'; step: string; /** Into what it gives as JSON. */ path: string[] }
  /** Of a map: the part that is asked about, or all that was said of them. */
  | { of: 'part' }
  | { of: 'parts' };

/** A text to copy, or names of which the first that is on the route stands there. */
export type Piece = { literal: string } | { names: Name[] };

const braces = /\{\{([^{}]*)\}\}/g;
const input = /^input\.([a-z][a-z0-9_]*)$/;
const step = /^steps\.([a-z][a-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)$/;

/** @throws Error that says which braces hold no name */
export function parseChainTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const copy = (literal: string): void => {
    if (/\{\{|\}\}/.test(literal)) throw new Error(`${JSON.stringify(literal.trim())} has braces without a partner`);
    if (literal !== '') pieces.push({ literal });
  };
  for (const match of template.matchAll(braces)) {
    copy(template.slice(end, match.index));
    pieces.push({ names: match[1]!.split('|').map((name) => readName(name.trim())) });
    end = match.index + match[0].length;
  }
  copy(template.slice(end));
  return pieces;
}

function readName(name: string): Name {
  const [, field] = input.exec(name) ?? [];
  if (field !== undefined) return { of: 'input', field };
  const [, of, path = ''] = step.exec(name) ?? [];
  if (of !== undefined) return { of: 'step', step: of, path: path.split('.').slice(1) };
  if (name === 'part' || name === 'parts') return { of: name };
  throw new Error(`{{${name}}} is no name: there are {{input.FIELD}} and {{steps.STEP}}`);
}

/** As it is written. */
export function showName(name: Name): string {
  if (name.of === 'input') return `{{input.${name.field}}}`;
  return name.of === 'step' ? `{{steps.${[name.step, ...name.path].join('.')}}}` : `{{${name.of}}}`;
}

/** The names of a template that is nothing else: what they stand for goes on as it is, a list as a list. */
export const namesAlone = ([first, ...others]: Piece[]): Name[] | undefined =>
  first && 'names' in first && others.length === 0 ? first.names : undefined;

/** Every name of them. */
export const namesIn = (pieces: Piece[]): Name[] => pieces.flatMap((piece) => ('names' in piece ? piece.names : []));
