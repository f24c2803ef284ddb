/** Values of options, checked before anything is started. */
import { InvalidArgumentError } from 'commander';
import { bucketName, projectId } from '../core/own-names';

/** A port that leaves room for the two gRPC ports after it. @throws InvalidArgumentError */
export function port(text: string): string {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_533) return text;
  throw new InvalidArgumentError('A port is a number from 1 to 65533.');
}

/** Seconds above 0. @throws InvalidArgumentError */
export function seconds(text: string): string {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return text;
  throw new InvalidArgumentError('It is a number of seconds above 0.');
}

/** @throws InvalidArgumentError */
export function hostAndPort(text: string): string {
  if (/^[^\s:/]+:\d{1,5}$/.test(text)) return text;
  throw new InvalidArgumentError('It is HOST:PORT, such as 127.0.0.1:8085.');
}

/** A whole number above 0. @throws InvalidArgumentError */
export function count(text: string): string {
  if (/^[1-9]\d{0,8}$/.test(text)) return text;
  throw new InvalidArgumentError('It is a whole number above 0.');
}

/** 0 or more, with cents or without. @throws InvalidArgumentError */
export function money(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  throw new InvalidArgumentError('It is a number of dollars, such as 0.5.');
}

/** One part of a path in the landing bucket: PIPELINE/BATCH/SOURCE.EXT. @throws InvalidArgumentError */
export function batch(text: string): string {
  if (/^[^/\p{Cc}]+$/u.test(text) && text !== '.' && text !== '..') return text;
  throw new InvalidArgumentError('It is a name without "/", such as monday.');
}

/** The id of a project of Google Cloud's. @throws InvalidArgumentError */
export function project(text: string): string {
  if (projectId.test(text)) return text;
  throw new InvalidArgumentError('It is the id of a project, such as acme-ml-17.');
}

/** @throws InvalidArgumentError */
export function bucket(text: string): string {
  if (bucketName.test(text)) return text;
  throw new InvalidArgumentError('It is the name of a bucket, without gs://.');
}

/** A date or time, as ISO 8601 in UTC. @throws InvalidArgumentError */
export function time(text: string): string {
  const at = new Date(text);
  // JavaScript reads the 30th of February as the 2nd of March.
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  const isReal = Number.isFinite(at.getTime()) && (!day || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day));
  if (isReal) return at.toISOString();
  throw new InvalidArgumentError('It is a time such as 2026-11-23T08:00:00Z.');
}

/** A calendar month, such as 2026-11. @throws InvalidArgumentError */
export function month(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('It is a month such as 2026-11.');
}

/** SPLIT:LINE of a dataset version's files, such as train:17. @throws InvalidArgumentError */
export function exampleLine(text: string): { split: string; line: number } {
  const [, split, line] = /^(train|evaluation|validation):([1-9]\d{0,14})$/.exec(text) ?? [];
  if (split && line) return { split, line: Number(line) };
  throw new InvalidArgumentError('It is SPLIT:LINE, such as train:17 or evaluation:1.');
}

/** What somebody writes for others to read. @throws InvalidArgumentError */
export function words(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new InvalidArgumentError('It is empty.');
}

/** Days, such as 30d. @throws InvalidArgumentError */
export function days(text: string): number {
  const [, count] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (count !== undefined) return Number(count);
  throw new InvalidArgumentError('It is a number of days such as 30d.');
}

/** Percent of something, such as 30%, as a share. @throws InvalidArgumentError */
export function share(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return Number(percent) / 100;
  throw new InvalidArgumentError('It is a share from 0% to 100%.');
}

/** Whole weeks, of two years at most. @throws InvalidArgumentError */
export function weeks(text: string): string {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 104) return text;
  throw new InvalidArgumentError('It is a whole number of weeks from 1 to 104.');
}

/** "30% refund from week 5". @throws InvalidArgumentError */
export function shift(text: string): { share: number; text: string; week: number } {
  const [, part, wanted, week] = /^(\S+%) (.+) from week ([1-9]\d{0,2})$/.exec(text) ?? [];
  if (part !== undefined) return { share: share(part), text: wanted!, week: Number(week) };
  throw new InvalidArgumentError('It is SHARE% TEXT from week NUMBER, such as "30% refund from week 5".');
}
