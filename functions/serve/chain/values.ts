/** What steps give, and how it stands in a template. */
import { namesAlone, type Name, type Piece } from '../../../core/chain/template';
import type { FieldValue } from '../../../core/prompt';
import { Passages } from './passages';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A text, a list of texts, passages, or JSON, as the step's kind says. */
export type Value = string | string[] | Passages | Json;

/** Of a step that is not on the route. */
export const off = Symbol('off');

/** What a template may name, now that it is there. */
export interface Known {
  input: Record<string, FieldValue>;
  given: (step: string) => Value | typeof off;
  /** Within a map: its part, or all that was said of its parts. */
  part?: string;
}

/** What the first name stands for that is on the route; undefined for a field of JSON that is not there. */
function found(names: Name[], known: Known): Value | FieldValue {
  for (const name of names) {
    if (name.of === 'input') return Object.hasOwn(known.input, name.field) ? known.input[name.field] : undefined;
    if (name.of !== 'step') return known.part;
    const value = known.given(name.step);
    if (value !== off) return name.path.length === 0 ? value : fieldAt(value as Json, name.path);
  }
  return undefined;
}

const fieldAt = (value: Json, path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((each, field) => {
    const isObject = typeof each === 'object' && each !== null && !Array.isArray(each);
    return isObject && Object.hasOwn(each, field) ? each[field] : undefined;
  }, value);

/** A template with what it names; what is not there is nothing. */
export const textOf = (pieces: Piece[], known: Known): string =>
  pieces.map((piece) => ('literal' in piece ? piece.literal : written(found(piece.names, known)))).join('');

/** As it is, where the template is one name and nothing else. */
export function valueOf(pieces: Piece[], known: Known): Value {
  const names = namesAlone(pieces);
  const value = names && found(names, known);
  return value ?? textOf(pieces, known);
}

/** As it stands in a text. */
export function written(value: Value | FieldValue): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return value instanceof Passages ? String(value) : JSON.stringify(value);
}

/** The texts of a list, or of passages. */
export const itemsOf = (value: Value): string[] => (value instanceof Passages ? value.texts : (value as string[]));
