/** A day as providers write it, and nothing else. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const fullMonths = 'january february march april may june july august september october november december'.split(' ');

/** May 7, 2027; 7 May 2027; 2027-05-07. What could be read in two ways, as 5/7/2027, is not read. */
const forms = [
  /^(?<month>[A-Za-z]+)\.? (?<day>\d{1,2}),? (?<year>\d{4})$/,
  /^(?<day>\d{1,2}) (?<month>[A-Za-z]+)\.? (?<year>\d{4})$/,
  /^(?<year>\d{4})-(?<number>\d{2})-(?<day>\d{2})$/,
];

/**
 * @param cell all of it is the date, and may end with "or later"
 * @returns the day as YYYY-MM-DD, and as it is said there; undefined where it is not one
 */
export function dateIn(cell: string): { closesOn: string; orLater: boolean; said: string } | undefined {
  const [, said = '', later] = /^(.*?)( or later)?$/is.exec(cell.trim())!;
  const { year, month, number, day } = forms.map((form) => form.exec(said)?.groups).find(Boolean) ?? {};
  if (year === undefined || day === undefined) return undefined;
  const closesOn = `${year}-${number ?? numberOf(month!)}-${day.padStart(2, '0')}`;
  const at = new Date(`${closesOn}T00:00:00Z`);
  // JavaScript reads the 30th of February as the 2nd of March.
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(closesOn)) return undefined;
  return { closesOn, orLater: later !== undefined, said };
}

/** 05 of May; 00, which no date has, of a word that is no month. */
function numberOf(word: string): string {
  const name = word.toLowerCase();
  const place = Math.max(months.indexOf(name.replace(/^sept$/, 'sep')), fullMonths.indexOf(name));
  return String(place + 1).padStart(2, '0');
}
