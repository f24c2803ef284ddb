/** Fetches the pages that ends of models are by, and says what differs from the catalog as a patch that somebody may apply. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageFinding, Page } from '../core/retirement/page-check';
import { quoted, inline } from '../core/wording';
import { filePatch } from '../operations/runs/patch';

type Proposal = Extract<PageFinding, { found: 'proposal' }>;

/** Longer ones are no pages of dates. */
const longestPage = 4_000_000;

/** What answers, whatever it is; why nothing does, where nothing does. @param milliseconds until it is given up */
export async function fetchPage(url: string, milliseconds = 30_000): Promise<Page> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
    let text = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
      if (text.length > longestPage) throw new Error('it is too long');
    }
    return { url, answeredBy: response.url, status: response.status, text };
  } catch (error) {
    const { message, cause } = error as Error;
    return { url, answeredBy: url, status: 0, text: '', failure: cause instanceof Error ? cause.message : message };
  }
}

/** "gemini-3.5-flash: 2027-10-01 in place of 2027-05-19 or later: "| gemini-3.5-flash | …" (characters 512 to 587 of https://…)" */
export function findingLine(finding: PageFinding): string {
  const { model, url } = finding;
  if (finding.found === 'could not read') return inline(`${model}: could not read ${url}: ${finding.because}`);
  if (finding.found === 'unchanged') return `${model}: ${finding.closesOn}, as the catalog says`;
  const { closesOn, orLater, from, quote, start, end } = finding;
  const change = `${asSaid(closesOn, orLater)} in place of ${asSaid(from.closesOn, from.orLater)}`;
  return `${model}: ${change}: ${quoted(quote)} (characters ${start} to ${end} of ${url}); what comes before the end, new access and tuning, is not on the page`;
}

const asSaid = (day: string, orLater = false): string => `${day}${orLater ? ' or later' : ''}`;

/**
 * One for each file of the catalog that would change; a person reads it, and what it quotes.
 * @param root the checkout's folder
 */
export function patchesFor(findings: PageFinding[], root: string, today = new Date()): string[] {
  return findings.flatMap((finding) => {
    if (finding.found !== 'proposal') return [];
    const path = `catalog/${finding.model}.json`;
    const before = readFileSync(join(root, path), 'utf8');
    return [filePatch(path, before, withEnd(before, finding, today.toISOString().slice(0, 10)))];
  });
}

/** The file as it is, but for the lines of the one date that is by this page. */
function withEnd(text: string, { from, url, closesOn, orLater }: Proposal, today: string): string {
  const entry = /^ {4}\{\n(?: {6}.*\n)+? {4}\}/gm;
  return text.replaceAll(entry, (lines) => {
    const date = JSON.parse(lines) as Proposal['from'];
    if (date.action !== 'inference' || date.source !== url || date.closesOn !== from.closesOn) return lines;
    const { orLater: _before, closesOn: _day, action, ...rest } = date;
    const after = { action, closesOn, ...(orLater && { orLater }), ...rest, asOf: today };
    return JSON.stringify(after, null, 2).replaceAll(/^/gm, '    ');
  });
}
