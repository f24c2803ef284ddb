/** What providers have announced of the ends of their models, when, and how it changed: read out of history/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { daysBetween } from '../../core/retirement/schedule';

export const announcementsFile = 'bench/lifecycle/history/announcements.jsonl';

/** Days as YYYY-MM-DD. */
export interface Announcement {
  provider: string;
  model: string;
  /** When the provider says that it told; absent where nobody kept it. */
  announcedOn?: string;
  /** The first day without answers, as it was published from a day on; the oldest first. */
  revisions: { seenOn: string; closesOn: string }[];
  source: 'deprecations-rss' | 'modeldeprecations.dev';
}

export const readHistory = (): Announcement[] =>
  readFileSync(join(repositoryRoot(), announcementsFile), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Announcement);

/** The same with the first date known since it was told, which a tracker may have seen later. */
export function publishedDates({ announcedOn, revisions }: Announcement): Announcement['revisions'] {
  const [first, ...moved] = revisions as [Announcement['revisions'][0], ...Announcement['revisions']];
  const seenOn = announcedOn !== undefined && announcedOn < first.seenOn ? announcedOn : first.seenOn;
  return [{ ...first, seenOn }, ...moved];
}

/** What is published on a day; undefined before anything is. */
export const dateOn = (dates: Announcement['revisions'], day: string): string | undefined =>
  dates.findLast(({ seenOn }) => seenOn <= day)?.closesOn;

/**
 * The day from which requests are refused, the first one that is not before what is published then, and for how many days before
 * it the provider has said without a break that it would be no later. A date that was put off is another notice.
 */
export function blockOf(announcement: Announcement): { blockedOn: string; noticeDays: number } {
  const dates = publishedDates(announcement);
  const at = dates.findIndex(({ closesOn }, i) => !dates[i + 1] || dates[i + 1]!.seenOn > closesOn);
  const inForce = dates[at]!;
  const blockedOn = inForce.closesOn > inForce.seenOn ? inForce.closesOn : inForce.seenOn;
  const brokenAt = dates.slice(0, at).findLastIndex(({ closesOn }) => closesOn > blockedOn);
  const since = dates[brokenAt + 1]!.seenOn;
  return { blockedOn, noticeDays: daysBetween(since, blockedOn) };
}
