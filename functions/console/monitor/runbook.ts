/** Sections of docs/runbook.md, which goes along with the function. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';

/** Undefined where it has no section of that name. */
export function runbookSection(name: string): string | undefined {
  const text = readFileSync(join(repositoryRoot(), 'docs/runbook.md'), 'utf8');
  const sections = text.split(/^## /m).slice(1);
  const found = sections.find((section) => section.startsWith(`${name}\n`));
  return found?.slice(name.length).trim();
}
