/** Rows of the tables of a page, in Markdown or HTML, with where they stand in its text. */

export interface PageRow {
  /** The cell that names models. */
  models: string;
  /** The cell that tells their end; undefined where no column, or more than one, is for that. */
  end?: string;
  start: number;
  endsAt: number;
}

interface Row {
  cells: string[];
  isHead: boolean;
  start: number;
  endsAt: number;
}

const namesModels = /^(affected )?models?( ?(id|name|version|\/ system| or system))?s?$/i;
const tellsEnd = /retire|retirement|shut ?down|discontinu|end of life/i;

/** Of tables whose head says which column names models; others tell nothing that could be relied on. */
export function tableRows(text: string): PageRow[] {
  const seen = withoutComments(text);
  return [...tablesOf(markdownRows(seen)), ...htmlTables(seen)].flatMap(([head, ...rows]) => {
    const models = head!.cells.findIndex((title) => namesModels.test(title));
    const ends = head!.cells.flatMap((title, column) => (tellsEnd.test(title) ? [column] : []));
    if (models < 0) return [];
    return rows.map(({ cells, start, endsAt }) => ({
      models: cells[models] ?? '',
      ...(ends.length === 1 && { end: cells[ends[0]!] ?? '' }),
      start,
      endsAt,
    }));
  });
}

/** What no reader sees is no announcement; what stands behind it keeps its place. */
const withoutComments = (text: string): string =>
  text.replaceAll(/<!--[^]*?(-->|$)|<(script|style|template)\b[^]*?(<\/\2>|$)/gi, (hidden) =>
    ' '.repeat(hidden.length),
  );

/** Each table from its head on. */
function tablesOf(rows: Row[]): Row[][] {
  const tables: Row[][] = [];
  for (const row of rows) {
    if (row.isHead) tables.push([row]);
    else tables.at(-1)?.push(row);
  }
  return tables;
}

/** A head is what stands above a line of dashes; a line without bars ends the table. */
function markdownRows(text: string): Row[] {
  const lines = [...text.matchAll(/^.*$/gm)].map(({ 0: line, index }) => ({ line, index }));
  const isRow = (line?: string) => line !== undefined && /^\s*\|.*\|\s*$/.test(line);
  const isRule = (line?: string) => line !== undefined && isRow(line) && /^[\s|:-]+$/.test(line) && line.includes('-');
  let isInTable = false;
  return lines.flatMap(({ line, index }, place): Row[] => {
    const isHead = isRow(line) && isRule(lines[place + 1]?.line);
    isInTable = isHead || (isInTable && isRow(line));
    if (!isInTable || isRule(line)) return [];
    const cells = line
      .trim()
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return [{ cells, isHead, start: index, endsAt: index + line.length }];
  });
}

/** Without a row of titles a table tells nothing. No pattern here looks beyond the next tag: a page may be made to be slow to read. */
function htmlTables(text: string): Row[][] {
  return piecesOf(text, /(?=<table\b)/i).flatMap((table) =>
    tablesOf(
      piecesOf(table.text, /(?=<tr\b)/i).flatMap((piece): Row[] => {
        const closed = piece.text.toLowerCase().indexOf('</tr>');
        if (closed < 0) return [];
        const [, ...cells] = piece.text.slice(0, closed).split(/(?=<t[hd]\b)/i);
        const start = table.start + piece.start;
        return [
          {
            cells: cells.map((cell) =>
              cell
                .replaceAll(/<[^<>]*>/g, ' ')
                .replaceAll(/\s+/g, ' ')
                .trim(),
            ),
            isHead: cells.length > 0 && cells.every((cell) => /^<th/i.test(cell)),
            start,
            endsAt: start + closed + '</tr>'.length,
          },
        ];
      }),
    ),
  );
}

/** What begins with a tag, each with where it stands; what is before the first is left out. */
function piecesOf(text: string, tag: RegExp): { text: string; start: number }[] {
  let start = 0;
  return text
    .split(tag)
    .map((piece) => {
      const found = { text: piece, start };
      start += piece.length;
      return found;
    })
    .filter((piece) => tag.test(piece.text));
}
