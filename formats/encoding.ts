/** In which encoding a text is that is not UTF-8: told for sure by zeros and marks, else guessed, and then only said. */
import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';

/** As iconv calls it: by its mark, or by the zeros of its plain letters; undefined of anything else. */
export function wideEncoding(head: Buffer): string | undefined {
  const zeros = [...head.subarray(0, 8)].map((byte) => byte === 0);
  const begins = (...pattern: boolean[]) =>
    zeros.length >= pattern.length && pattern.every((zero, at) => zero === zeros[at]);
  const [a, b] = head;
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  if (marked && head.length >= 4 && zeros[2] && zeros[3]) return 'UTF-32';
  if (head.length >= 4 && head.readUInt32BE(0) === 0xfeff) return 'UTF-32';
  if (begins(false, true, true, true, false, true, true, true)) return 'UTF-32LE';
  if (begins(true, true, true, false, true, true, true, false)) return 'UTF-32BE';
  if (marked) return 'UTF-16';
  if (begins(false, true, false, true)) return 'UTF-16LE';
  return begins(true, false, true, false) ? 'UTF-16BE' : unmarked(head);
}

/** Delimiters, digits and line ends are plain letters in any script: their zeros all stand at even or all at odd places. */
function unmarked(head: Buffer): string | undefined {
  const some = head.subarray(0, 1 << 12);
  if (!some.includes(0) || some.length < 8) return undefined;
  const [even, odd] = [0, 1].map((from) => some.filter((byte, at) => byte === 0 && at % 2 === from).length);
  const zeros = Math.max(even!, odd!);
  if (Math.min(even!, odd!) > 0 || zeros < 4 || zeros * 100 < some.length || isUtf8(whole(some))) return undefined;
  const encoding = odd! > 0 ? 'UTF-16LE' : 'UTF-16BE';
  const text = decoded(some.subarray(0, some.length - (some.length % 2)), encoding);
  // eslint-disable-next-line no-control-regex
  return text !== undefined && /[\r\n]/.test(text) && !/[\0-\x08\x0e-\x1f]/.test(text) ? encoding : undefined;
}

/** Without a character that its end may cut in two. */
function whole(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > bytes.length - 3 && end > 0 && bytes[end - 1]! >= 0x80) end -= 1;
  return bytes.subarray(0, end);
}

/** So many bytes beyond ASCII tell an encoding from others. */
const evidence = 8;
/** Of confidences up to 100. */
const [sure, near] = [80, 10];

const western = 'Windows-1252';

/** What chardet calls otherwise than those who write it: each of these Windows writes as a superset. */
const writtenAs: Record<string, string> = {
  'ISO-8859-1': western,
  'windows-1252': western,
  'ISO-8859-2': 'Windows-1250',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  'ISO-8859-7': 'Windows-1253',
  'windows-1253': 'Windows-1253',
  'ISO-8859-9': 'Windows-1254',
  'windows-1254': 'Windows-1254',
  'ISO-8859-8': 'Windows-1255',
  'windows-1255': 'Windows-1255',
  'ISO-8859-6': 'Windows-1256',
  'windows-1256': 'Windows-1256',
  'KOI8-R': 'KOI8-R',
  Shift_JIS: 'Shift_JIS',
  'EUC-JP': 'EUC-JP',
  GB18030: 'GB18030',
  Big5: 'Big5',
  'EUC-KR': 'EUC-KR',
};
const multibyte = ['Shift_JIS', 'EUC-JP', 'GB18030', 'Big5', 'EUC-KR'];

/** For languages that are written in Latin letters. */
const latin = [western, 'Windows-1250', 'Windows-1254'];

/**
 * What the bytes perhaps are, the likelier first, as iconv calls it; none where they tell too little.
 * @param bytes not UTF-8; a few kilobytes are enough
 */
export function likelyEncodings(bytes: Buffer): string[] {
  if (bytes.filter((byte) => byte >= 0x80).length < evidence) return [];
  const words = bytes.toString('latin1').match(/[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g) ?? [];
  // Words of Latin letters have few others among them; without the English around them, words of other scripts are told apart.
  const isLatin = words.filter((word) => /[A-Za-z]/.test(word)).length * 3 > words.length;
  const analysed = isLatin ? bytes : Buffer.from(words.join(' '), 'latin1');
  const found = analyse(analysed)
    .map(({ name, confidence }) => ({ name: writtenAs[name], confidence }))
    .filter((each): each is { name: string; confidence: number } => each.name !== undefined)
    .filter(({ name }) => isLatin || !latin.includes(name));
  const [best] = found;
  if (!best || decoded(bytes, best.name) === undefined) return [];
  if (multibyte.includes(best.name)) return best.confidence >= sure ? [best.name] : [];
  const others = found.filter(
    ({ name, confidence }) => confidence > best.confidence - near && !multibyte.includes(name),
  );
  const names = [...new Set(others.map(({ name }) => name))].slice(0, 2);
  return names.includes(western) ? [western, ...names.filter((name) => name !== western)] : names;
}

/** Undefined of bytes that are none of it. */
function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
