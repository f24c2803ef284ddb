/** Finds the method that an HTTP request calls, by the HTTP rules of an API's methods. */
import type { ApiMethod, HttpRule } from './methods';

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

/** `*` is one path segment, `**` the rest. A custom verb such as `:cancel` ends the path and is no part of its segment. */
function compile(method: ApiMethod, { verb, template, body }: HttpRule): Compiled {
  const names: string[] = [];
  const grouped = template.replace(/\{([^=}]+)=?([^}]*)\}/g, (_, name: string, segments: string) => {
    names.push(name);
    return `(${segments || '*'})`;
  });
  const pattern = grouped
    .replace(/[.+?^$|[\]\\]/g, '\\$&')
    .replaceAll('**', '\u0000')
    .replace(/\*(?=\)?\/)/g, '[^/]+')
    .replaceAll('*', '[^/:]+')
    .replaceAll('\u0000', '.+');
  return { verb: verb.toUpperCase(), pattern: new RegExp(`^${pattern}$`), names, method, ...(body && { body }) };
}
