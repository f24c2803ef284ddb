/** What a file is that is none of the formats read here, by its first bytes, and what to do about it. */
import type { Refusal } from './refusal';

const unpackIt = 'unpack it, or pack it with gzip';
const asRows = 'save it as Parquet or JSONL';
const rowsInstead = 'drop a file of rows: CSV, JSONL or Parquet';
const downloadAgain = 'download the file itself, not the page about it';

const signatures: [bytes: string | number[], name: string, fix: string][] = [
  [[0x50, 0x4b, 5, 6], 'an empty ZIP archive', 'pack it again'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook or Word document', 'save the sheet as CSV'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with Zstandard', unpackIt],
  ['BZh', 'packed with bzip2', unpackIt],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'packed with xz', unpackIt],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'a 7-Zip archive', unpackIt],
  ['Rar!', 'a RAR archive', unpackIt],
  [[0x04, 0x22, 0x4d, 0x18], 'packed with LZ4', unpackIt],
  [[0x4f, 0x62, 0x6a, 1], 'Avro', asRows],
  ['PARE', 'encrypted Parquet', 'write it without encryption'],
  ['ORC', 'ORC', asRows],
  ['ARROW1', 'Arrow', asRows],
  ['FEA1', 'Feather', asRows],
  [[0x89, 0x48, 0x44, 0x46], 'HDF5', asRows],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'an array of NumPy', asRows],
  ['SQLite format 3', 'an SQLite database', 'export the table as CSV (sqlite3 -csv -header FILE "SELECT * FROM …")'],
  [[0x80, 2], 'a Python pickle', asRows],
  [[0x80, 3], 'a Python pickle', asRows],
  [[0x80, 4, 0x95], 'a Python pickle', asRows],
  [[0x80, 5, 0x95], 'a Python pickle', asRows],
  ['%PDF', 'a PDF document', 'save its rows as CSV or JSONL'],
  ['{\\rtf', 'an RTF document', 'save it as plain text: CSV or JSONL'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image', rowsInstead],
  [[0xff, 0xd8, 0xff], 'a JPEG image', rowsInstead],
  [Array.from({ length: 16 }, () => 0), 'written in part: it begins with NUL bytes', 'copy or upload it again'],
];

/** Documents that are text. */
const documents: [beginning: RegExp, name: string, fix: string][] = [
  [
    /^(<!--[^]*?-->\s*)*<(!doctype html|html|head|body|table|title|meta|script|center|div|h1|p)[\s>]/i,
    'an HTML page',
    downloadAgain,
  ],
  [/^(<\?xml[^>]*>\s*)?<Error>/, 'an error message in XML', 'download the file again: it says what went wrong'],
  [/^<(\?xml|[A-Za-z][\w:.-]*[\s>])/, 'XML', 'save it as CSV, JSONL or Parquet'],
  [/^"\s*[[{]\s*\{?\s*(\\"|"")/, 'JSON inside a text', 'write its rows without json.dumps around what is JSON already'],
  [/^'[[{]\s*\{?\s*"/, 'JSON in single quotes', 'take the quotes away that stand around each line'],
  [
    /^(export\s+default|module\.exports\s*=|(const|let|var)\s+[\w$]+\s*=|[\w$.]+\()\s*[[{]/,
    'JavaScript around JSON',
    'keep what stands between the outermost brackets, with both of them',
  ],
  [/^```/, 'Markdown', 'keep what stands between the lines of backticks'],
  [/^(event: [^\n]*\n)?data: ?\{/, 'a stream of events', "keep what stands behind data: (sed -n 's/^data: *//p')"],
  // eslint-disable-next-line no-control-regex
  [/^\x1e\s*\{/, 'a sequence of JSON texts (RFC 7464)', "take the separators away (tr -d '\\036')"],
  [
    /^[^\n{",;\t|]{1,80}[ :]\{"[^\n]*\}\s*\n/,
    'a log, with text before the JSON of each line',
    "keep the JSON of each line (sed 's/^[^{]*//')",
  ],
  [/^(---\s*\n)?(#[^\n]*\n)*- [\w-]+:\s/, 'YAML', 'save it as JSONL'],
  [/^\[\[?[\w.-]+\]\]?\s*\n\s*[\w.-]+\s*=/, 'TOML or INI', 'save it as JSONL'],
  [
    /^(--[^\n]*\n|\s)*(PRAGMA \w+\s*=|CREATE (TABLE|DATABASE) |DROP TABLE |INSERT INTO |COPY [^\n]*FROM stdin|SET \w+\s*=|\/\*!)/i,
    'a dump in SQL',
    'export the table as CSV, with a header',
  ],
  [
    /^(\+-[-+]*\+\r?\n|\|[^\n]*\|\s*\n\|[ :|-]+\|\s*\n|[^\n]*\n-+\+[-+]+\s*\n|[^\n,;|]*\n-+( +-+)+ *\r?\n)/,
    'a table as it is printed',
    "export it as CSV (psql --csv, mysql --batch, sqlcmd -W -s ',')",
  ],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS', 'fetch the file itself with git lfs pull'],
];

/** Of a file that is no text. */
export function foreignBytes(head: Buffer): Refusal | undefined {
  if (isText(head)) return undefined;
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return zip(head);
  if (head.toString('latin1', 257, 262) === 'ustar')
    return { what: 'is a tar archive', fix: 'unpack it, and drop the files in it' };
  const found = signatures.find(([bytes]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes as string)));
  return found && { what: `is ${found[1]}`, fix: found[2] };
}

/** @param text without blanks at its beginning */
export function foreignText(text: string): Refusal | undefined {
  const found = documents.find(([beginning]) => beginning.test(text));
  return found && { what: `is ${found[1]}`, fix: found[2] };
}

/** What Office and LibreOffice write is ZIP, too: the names of its parts tell which. */
const office: [part: RegExp, name: string, fix: string][] = [
  [/xl\/(workbook|worksheets|sharedStrings|_rels|styles|theme)/, 'an Excel workbook', 'save the sheet as CSV UTF-8'],
  [/^PK[^]{28}mimetype(?![^]{0,64}text)/, 'an OpenDocument spreadsheet', 'save the sheet as CSV, in UTF-8'],
  [/word\/|^PK[^]{28}mimetype/, 'a Word or OpenDocument text', 'save its rows as CSV or JSONL'],
  [/\[Content_Types\]\.xml/, 'an Office document', 'save its table as CSV UTF-8'],
];

/** Of an archive that is damaged, anything may stand in its place. */
const isFileName = /^(?!.*\ufffd)\P{C}{1,200}$/u;

function zip(head: Buffer): Refusal {
  const text = head.toString('latin1');
  const found = office.find(([part]) => part.test(text));
  if (found) return { what: `is ${found[1]}`, fix: found[2] };
  // Local file header: APPNOTE.TXT of PKWARE, 4.3.7; bit 0 of the flags says that it is encrypted, 4.4.4.
  const isLocked = head.length > 6 && (head[6]! & 1) === 1;
  const name = head.length > 30 ? head.toString('utf8', 30, 30 + head.readUInt16LE(26)) : '';
  const first = isFileName.test(name) ? ` (${name} is the first in it)` : '';
  return isLocked
    ? { what: `is a ZIP archive with a password${first}`, fix: 'unpack it with its password, and drop the files in it' }
    : { what: `is a ZIP archive${first}`, fix: 'unpack it, and drop the files in it; each may be packed with gzip' };
}

/** Text that happens to begin like something else has line ends and no NUL soon after. */
const isText = (head: Buffer) =>
  !head.subarray(0, 512).includes(0) && /^[\x20-\x7e\t]*\r?\n/.test(head.toString('latin1', 0, 4096));

/** NUL and what else no text has are a tenth of the first bytes. NULs at the end come of a copy that was broken off. */
export function isBinary(head: Buffer): boolean {
  const first = head.subarray(0, 512);
  let end = first.length;
  while (end > 0 && first[end - 1] === 0) end -= 1;
  const begun = first.subarray(0, end);
  const odd = begun.filter((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte)).length;
  return begun.includes(0) && odd * 10 > begun.length;
}
