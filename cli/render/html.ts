/** Pieces of a page: text from anywhere is text in it, and begins no markup. */
import { visible } from '../../core/wording';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text from anywhere, within an element: nothing in it begins markup, and what cannot be printed is written out. */
export const text = (value: string): string => visible(value).replace(/[&<>"']/g, (character) => entities[character]!);

export const element = (tag: string, inner: string, kind = ''): string =>
  `<${tag}${kind ? ` class="${kind}"` : ''}>${inner}</${tag}>`;

export const labelled = (label: string, inner: string): string =>
  element('section', `${element('h2', text(label))}${element('div', inner)}`);

export const table = (head: string[], rows: string[], kind = ''): string =>
  element(
    'div',
    element(
      'table',
      `${head.length > 0 ? element('thead', element('tr', head.map((cell) => element('th', cell)).join(''))) : ''}${element('tbody', rows.join('\n'))}`,
      kind,
    ),
    'wide',
  );

export const row = (cells: string[], kind = ''): string => element('tr', cells.join(''), kind);
export const cell = (value: string, kind = ''): string => element('td', text(value), kind);
