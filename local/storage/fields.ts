/** Partial responses: https://cloud.google.com/storage/docs/json_api#partial-response */
import type { RequestHandler } from 'express';
import { invalidParameter } from './errors';

/** What is wanted of an object, by its fields; undefined: all of it. */
type Wanted = Map<string, Wanted | undefined>;

/** Leaves out of an answer what `fields` does not name. */
export const partialResponses: RequestHandler = (request, response, next) => {
  const { fields } = request.query;
  if (typeof fields !== 'string' || request.query['alt'] === 'media') return next();
  const wanted = parseFields(fields);
  const send = response.json.bind(response);
  // An error is told whole.
  response.json = (body) => send(response.statusCode < 400 ? pick(body, wanted) : body);
  next();
};

/** `a,b/c,d(e,f)`, with `*` for every field. @throws StorageError 400 for anything else */
export function parseFields(text: string): Wanted {
  const tokens = text.match(/[^,()/]+|[,()/]/g) ?? [];
  const refused = () => invalidParameter('fields', text);

  function list(): Wanted {
    let wanted: Wanted = new Map();
    do {
      const name = tokens.shift()?.trim();
      if (!name || /^[,()/]$/.test(name)) throw refused();
      wanted = joined(wanted, new Map([[name, below()]]));
    } while (tokens[0] === ',' && tokens.shift());
    return wanted;
  }
  function below(): Wanted | undefined {
    if (tokens[0] === '(') {
      tokens.shift();
      const wanted = list();
      if (tokens.shift() !== ')') throw refused();
      return wanted;
    }
    if (tokens[0] !== '/') return undefined;
    tokens.shift();
    const name = tokens.shift()?.trim();
    if (!name || /^[,()/]$/.test(name)) throw refused();
    return new Map([[name, below()]]);
  }

  const wanted = list();
  if (tokens.length > 0) throw refused();
  return wanted;
}

/** What either of two wants: `items/name,items/size`. */
function joined(one: Wanted, other: Wanted): Wanted {
  const both = new Map(one);
  for (const [name, inner] of other) {
    const before = both.get(name);
    both.set(name, before && inner ? joined(before, inner) : both.has(name) ? undefined : inner);
  }
  return both;
}

/** What is wanted of a list is wanted of each of its elements. */
export function pick(value: unknown, wanted: Wanted | undefined): unknown {
  if (!wanted || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => pick(one, wanted));
  const kept = Object.entries(value).filter(([name]) => wanted.has(name) || wanted.has('*'));
  return Object.fromEntries(
    kept.map(([name, inner]) => [name, pick(inner, wanted.get(wanted.has(name) ? name : '*'))]),
  );
}
