/** What a piece of a text is, by its digits and by what stands around it: what the CASE of sql/version/personal-data.sql tells, of a text at hand. */
import type { ShapedPiece } from './shapes';

export const personalDataKinds = ['email', 'phone', 'card', 'iban', 'key'] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

export interface PersonalData extends ShapedPiece {
  kind: PersonalDataKind;
  /** The same for the same thing, however it is written. */
  value: string;
}

/** As sql/version/personal-data-networks.sql has them, with its sources. */
const networks = new RegExp(
  [
    String.raw`^(?:4\d{15}(?:\d{3})?`,
    String.raw`5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}`,
    String.raw`3[47]\d{13}`,
    String.raw`(?:30[0-59]|36\d|3[89]\d)\d{11}`,
    String.raw`(?:6011|64[4-9]\d|65\d{2})\d{12}(?:\d{3})?`,
    String.raw`35(?:2[89]|[3-8]\d)\d{12}`,
    String.raw`62\d{14,17}`,
    String.raw`220[0-4]\d{12,15}`,
    String.raw`(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15})$`,
  ].join('|'),
);

const calledCard = new RegExp(
  String.raw`\b(?:(?:master|credit|debit|bank)?cards?|visa|master|mc|amex|american express|discover|diners(?: club)?|jcb|maestro|pan|` +
    String.raw`union ?pay|credit|debit|cc|(?:kredit|bank)?karte|carte|carta|tarjeta|kaart)` +
    String.raw`(?:[ _-]?(?:no|nr|num|number|nummer|numero|número|numéro)\b)?(?: is)?[.:]?[\t\n\f\r :=#*"'(/_-]{0,4}$`,
  'i',
);

const calledPhone =
  /\b(?:tele)?(?:phone|fono|fon|fax|tel|call|cell|mobile|mobil|mob|whatsapp|dial|sms|handy)(?:[ _-]?(?:no|nr|number)\b)?[.:]?[\t\n\f\r :=#*(/_-]{0,4}$/i;

/** As sql/version/personal-data-labels.sql has them, of a text in lower case: without case JavaScript's \b is another. */
const calledOtherwise = new RegExp(
  String.raw`(?:[\p{L}\p{N}][-_.\/~%]|[\/_~%]|:\/\/[^\t\n\f\r ]*|[?&][\w\-]+=` +
    String.raw`|#[\t\n\f\r ]?` +
    String.raw`|\b(?:issue|order|ticket|case|invoice|tracking|shipment|parcel|transaction|message|thread|bug|item|article|product|part|` +
    String.raw`batch|serial|customer|contract|policy|claim|record|reference|ref|id|sku|ean|upc|gtin|isbn|issn|imei|uuid|` +
    String.raw`bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|rechnungsnummer|commande|facture|pedido|factura)` +
    String.raw`(?:[\-_ ]?(?:id|key|code))?s?(?:[ _\-]?(?:no|nr|num|number|nummer|numero|número|numéro)\b)?(?: is)?[.:]?[\t\n\f\r :=#*"'\(]{0,4}` +
    ')$',
  'u',
);

/** Characters before a piece that may say what it is. */
const before = 80;

/** @param from where the last piece with a shape ended. @param to where the next one begins */
export function personalDataAt(
  text: string,
  { start, end }: ShapedPiece,
  from: number,
  to: number,
): PersonalData | undefined {
  const piece = text.slice(start, end);
  const digits = piece.replaceAll(/\D/g, '');
  const found = (kind: PersonalDataKind, value: string): PersonalData => ({ start, end, kind, value });
  const isNumbered = /^[A-Za-z]{2,}[-_#][\d-]+$/.test(piece);

  if (piece.includes('@') && !piece.startsWith('-----BEGIN')) return found('email', piece.toLowerCase());
  if (!isNumbered && isKey(piece, digits)) return found('key', piece);
  if (/^[A-Za-z]{2}\d\d[A-Za-z0-9 -]{11,}$/.test(piece)) {
    const account = piece.replaceAll(/[ -]/g, '').toUpperCase();
    if (isAccount(account)) return found('iban', account);
  }
  const lead =
    text.slice(Math.max(from, start - before), start) + (/^(?:[A-Za-z]+[-_#]|#)/.exec(piece)?.[0] ?? '').slice(-before);
  const isCalledOtherwise = calledOtherwise.test(lead.toLowerCase());
  const isLonger = /^(?:[-_]\w|\.\d|@)/.test(text.slice(end, Math.min(to, end + 2)));
  if (/^[A-Za-z]*[-_#]?[2-6][\d -]{12,}$/.test(piece)) {
    const isCalledCard = calledCard.test(lead);
    const isCard = isCalledCard || networks.test(digits);
    // In groups with spaces between them is how a card is printed.
    const isAlone = isCalledCard || piece.includes(' ') || !(isCalledOtherwise || isLonger);
    if (isCard && isAlone && passesLuhn(digits)) return found('card', digits);
  }
  const phone = digits.replace(/^00/, '');
  if (piece.startsWith('+') && digits.length >= 7 && digits.length <= 15) return found('phone', phone);
  // An area code in parentheses is that of a telephone, whatever is said before it.
  const isOther = (isCalledOtherwise && !piece.includes('(')) || isLonger;
  if (isOther && !calledPhone.test(lead)) return undefined;
  const isPhone =
    /^00[1-9]\d{0,2}[ /-]/.test(piece) ||
    /^(?:1[ -])?\(?[2-9]\d{2}[). -]{1,2}\d{3}[. -]\d{4}$/.test(piece) ||
    (/^\(?0[1-9][\d). /-]+$/.test(piece) && digits.length >= 10 && digits.length <= 12);
  return isPhone ? found('phone', phone) : undefined;
}

/** Words and dates with hyphens between them begin as some keys do. */
const isKey = (piece: string, digits: string): boolean =>
  /^(?:-----BEGIN|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|[rs]k_(?:live|test)_|eyJ)/.test(piece) ||
  (/^(?:sk-|xox[a-z]-)/.test(piece) && /[A-Za-z0-9_]{10}/.test(piece) && digits.length >= 3);

/** ISO 13616: the first four characters go to the end and letters become 10 to 35; the remainder by 97 has to be 1. */
function isAccount(account: string): boolean {
  const turned = account.slice(4) + account.slice(0, 4);
  const digits = turned.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}

/** ISO/IEC 7812: every second digit from the right counts double, as the sum of its digits. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 1; place <= digits.length; place++) {
    const digit = Number(digits.at(-place));
    const counted = place % 2 === 0 ? 2 * digit : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
