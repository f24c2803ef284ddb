/** Times, sizes and money as a person reads them. */
import { plural } from './wording';

/** 0.94 → "0.9 s", 75 → "1 min 15 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "about 40 s left", in steps that do not flicker. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 1) return 'almost done';
  const rounded = seconds < 20 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5;
  return rounded < 90 ? `about ${rounded} s left` : `about ${Math.ceil(rounded / 60)} min left`;
}

/** 1536 → "1.5 KB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How long ago, in one unit. */
export function formatAge(milliseconds: number): string {
  return milliseconds < 60_000 ? 'just now' : `${formatSpan(milliseconds)} ago`;
}

/** How long, in one unit: "3 minutes". */
export function formatSpan(milliseconds: number): string {
  const steps: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  for (const [size, unit] of steps) if (milliseconds >= size) return plural(Math.floor(milliseconds / size), unit);
  return 'under a minute';
}

/** "2026-11-12 08:15:02 UTC". @param at ISO 8601 */
export const formatTime = (at: string): string => `${at.replace('T', ' ').slice(0, 19)} UTC`;

/** "12 November 2026", in UTC. @param at ISO 8601, or its day */
export const formatDay = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** 0.00012 → "$0.00012", 1.5 → "$1.50": two digits that count, cents at the least. */
export function formatDollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount >= 0.01)
    return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const digits = 1 - Math.floor(Math.log10(amount));
  return `$${amount.toFixed(digits)}`;
}
