/** What a provider's page says of the ends of its models today: a change is proposed only with its date in the words of the page. */
import type { BaseModel } from '../../catalog';
import type { LifecycleDate } from '../../catalog/lifecycle';
import { dateIn } from './page-date';
import { tableRows, type PageRow } from './page-table';

/** As it was fetched. */
export interface Page {
  /** That was asked for, and that answered after redirects. */
  url: string;
  answeredBy: string;
  status: number;
  text: string;
  /** Why nothing answered. */
  failure?: string;
}

export type PageFinding = { model: string; url: string } & (
  | { found: 'unchanged'; closesOn: string }
  | ({ found: 'proposal'; from: LifecycleDate; closesOn: string; orLater: boolean } & Quote)
  | { found: 'could not read'; because: string }
);

/** The row that says so: `text.slice(start, end)` of the page is `quote`, and has `said` in it. */
interface Quote {
  said: string;
  quote: string;
  start: number;
  end: number;
}

/** Addresses that ends are by; a report of somebody, as an issue is, is no page of a provider. */
export const providerPages = (catalog: Record<string, BaseModel>): string[] => {
  const dates = Object.values(catalog).flatMap(({ lifecycle }) =>
    lifecycle.filter(({ action }) => action === 'inference'),
  );
  const sources = new Set(dates.map(({ source }) => source));
  return [...sources].filter((source) => /^https?:/.test(source) && new URL(source).host !== 'github.com');
};

/** One finding for each model of the catalog whose end is by this page: none is passed over in silence. */
export function checkPage(page: Page, catalog: Record<string, BaseModel>): PageFinding[] {
  const asked = Object.values(catalog).flatMap((model) => {
    const date = model.lifecycle.find(({ action, source }) => action === 'inference' && source === page.url);
    return date ? [{ model: model.id, date }] : [];
  });
  const unreadable = whyUnreadable(page);
  const rows = unreadable === undefined ? tableRows(page.text) : [];
  return asked.map(({ model, date }): PageFinding => {
    const told = unreadable === undefined ? readEnd(model, rows, page.text) : { because: unreadable };
    if ('because' in told) return { model, url: page.url, found: 'could not read', because: told.because };
    const { closesOn, orLater } = told;
    if (closesOn === date.closesOn && orLater === (date.orLater ?? false))
      return { model, url: page.url, found: 'unchanged', closesOn };
    return { model, url: page.url, found: 'proposal', from: date, ...told };
  });
}

function whyUnreadable({ url, answeredBy, status, text, failure }: Page): string | undefined {
  if (failure !== undefined) return `the page could not be fetched: ${failure}`;
  if (status !== 200) return `the page answers ${status}`;
  const [from, to] = [new URL(url), new URL(answeredBy)];
  if (from.host !== to.host || from.pathname !== to.pathname) return `the page sends to ${answeredBy}`;
  return text.trim() === '' ? 'the page is empty' : undefined;
}

type End = { closesOn: string; orLater: boolean } & Quote;

/** By the only row that names the model, or several that say the same. */
function readEnd(model: string, rows: PageRow[], text: string): End | { because: string } {
  const own = rows.filter(({ models }) => namesIn(models).includes(model));
  if (own.length === 0) return { because: 'no row of a table names it' };
  const ends = own.map((row): End | { because: string } => {
    if (row.end === undefined) return { because: 'its table has no column, or several, for the end' };
    const date = dateIn(row.end);
    if (!date) return { because: `its end is not a day that can be read: ${JSON.stringify(row.end.slice(0, 60))}` };
    return { ...date, quote: text.slice(row.start, row.endsAt), start: row.start, end: row.endsAt };
  });
  const [first] = ends as [End | { because: string }];
  if (!('because' in first) && ends.some((end) => 'because' in end || end.closesOn !== first.closesOn))
    return { because: `${ends.length} rows name it, and do not say the same` };
  return first;
}

/** A name is whole: gemini-3.5-flash is not in gemini-3.5-flash-lite. */
const namesIn = (cell: string): string[] => cell.split(/[^\w.:@/-]+/);
