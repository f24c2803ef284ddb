/** Finds the method that an HTTP request calls, by the `google.api.http` rules of the protos. */
import type { ApiMethod, HttpRule } from './protos';

export interface Route {
  method: ApiMethod;
  body?: string;
  /** Request fields that stand in the path, by dotted name: `endpoint.name`. */
  fields: Record<string, string>;
}

interface Compiled {
  verb: string;
  pattern: RegExp;
  names: string[];
  method: ApiMethod;
  body?: string;
}

export function createRoutes(methods: ApiMethod[]): (verb: string, path: string) => Route | undefined {
  const compiled = methods
    .filter(({ requestStream }) => !requestStream)
    .flatMap((method) => method.http.map((rule) => compile(method, rule)));
  return (verb, path) => {
    for (const { pattern, names, method, body, verb: own } of compiled) {
      const match = own === verb ? pattern.exec(path) : null;
      if (!match) continue;
      const fields = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1]!)]));
      return { method, fields, ...(body && { body }) };
    }
    return undefined;
  };
}

/** `*` is one path segment, `**` the rest; a custom verb such as `:cancel` is no part of a segment. */
function compile(method: ApiMethod, { verb, template, body }: HttpRule): Compiled {
  const names: string[] = [];
  const segments = (pattern: string) =>
    pattern
      .replace(/[.+?^$()|[\]\\]/g, '\\$&')
      .replaceAll('**', '\u0000')
      .replaceAll('*', '[^/:]+')
      .replaceAll('\u0000', '.+');
  const pattern = template.replace(/\{([^=}]+)=?([^}]*)\}|[^{]+/g, (part: string, name?: string, value?: string) => {
    if (name === undefined) return segments(part);
    names.push(name);
    return `(${segments(value || '*')})`;
  });
  return { verb: verb.toUpperCase(), pattern: new RegExp(`^${pattern}$`), names, method, ...(body && { body }) };
}
