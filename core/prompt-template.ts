/** A prompt's template, taken apart: text, and the fields whose values go between. */

/** A piece of a template: text to copy, or the field whose value goes there. */
export type Segment = { literal: string } | { field: string };

const placeholder = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g;

/** Reads a template into alternating segments; braces that hold no field name are plain text. */
export function parseTemplate(template: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of template.matchAll(placeholder)) {
    if (match.index > end) segments.push({ literal: template.slice(end, match.index) });
    segments.push({ field: match[1]! });
    end = match.index + match[0].length;
  }
  if (end < template.length) segments.push({ literal: template.slice(end) });
  return segments;
}

/** In order of first use. */
export const fieldsIn = (segments: Segment[]): string[] => [
  ...new Set(segments.flatMap((segment) => ('field' in segment ? [segment.field] : []))),
];
