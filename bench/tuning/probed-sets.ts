/** Datasets that can be learnt from: the emails with several kinds of targets, and labelled messages with all, two, or one rare label. */
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { permutation } from '../../local/vertex/model/random';
import { readLabelled } from './labelled';
import { madeSets } from './made-sets';
import type { ProbedRow, ProbedSet } from './probed-set';

interface Email {
  body: string;
  subject: string;
  summary: string;
  customer: string;
  name: string;
  day: string;
}

const all = [60, 300];

export function probedSets(data?: string): ProbedSet[] {
  const emails = readEmails();
  const ofEmails = (name: string, target: (email: Email) => string, tellsOwners = false): ProbedSet => {
    const rows = emails.map((email) => ({
      prompt: `${email.body} ${email.name}`,
      target: target(email),
      owner: email.customer,
      day: email.day,
      kind: /^\w+/.exec(email.subject)?.[0] ?? '',
    }));
    return { name, sizes: all, draw: (size, seed) => ofOwners(rows, size, seed), tellsOwners };
  };
  return [
    ofEmails('emails, summary', ({ summary }) => summary, true),
    ofEmails('emails, JSON', fields, true),
    ofEmails('emails, long answer', longAnswer, true),
    ofEmails('emails, kind', ({ subject }) => subject),
    ...(data ? labelledSets(data) : []),
    ...madeSets,
  ];
}

function labelledSets(data: string): ProbedSet[] {
  const rows = readLabelled(data).map(({ text, label }) => ({ prompt: text, target: label, owner: '' }));
  const labels = [...new Set(rows.map(({ target }) => target))];
  const [one, other] = [labels[0]!, labels[Math.floor(labels.length / 2)]!];
  const plain = { tellsOwners: false };
  const two = rows.filter(({ target }) => target === one || target === other);
  /** 8 % have one label, all others are "other". */
  const rare = (size: number, seed: number) => {
    const some = drawn(rows, rows.length, seed);
    const few = some.filter(({ target }) => target === one).slice(0, Math.round(0.08 * size));
    const rest = some.filter(({ target }) => target !== one).slice(0, size - few.length);
    return drawn([...few, ...rest.map((row) => ({ ...row, target: 'other' }))], size, seed);
  };
  return [
    { name: 'messages, all labels', sizes: [60, 600], draw: (size, seed) => drawn(rows, size, seed), ...plain },
    { name: 'messages, two labels', sizes: all, draw: (size, seed) => drawn(two, size, seed), ...plain },
    { name: 'messages, one label in 92 %', sizes: [300, 600], draw: rare, ...plain },
  ];
}

const drawn = (rows: readonly ProbedRow[], size: number, seed: number): ProbedRow[] =>
  permutation(rows.length, 1000 + seed)
    .slice(0, size)
    .map((place) => rows[place]!);

function ofOwners(rows: ProbedRow[], size: number, seed: number): ProbedRow[] {
  const owners = [...new Set(rows.map(({ owner }) => owner))];
  const ofOwner = (owner: string) => rows.filter((row) => row.owner === owner);
  const taken = permutation(owners.length, 1000 + seed)
    .flatMap((place) => ofOwner(owners[place]!))
    .slice(0, size);
  return permutation(taken.length, seed).map((place) => taken[place]!);
}

const fields = ({ subject, name, body }: Email): string =>
  JSON.stringify({ kind: subject, customer: name, order: /\d{4,}/.exec(body)?.[0] });

const longAnswer = ({ name, subject, summary }: Email): string =>
  `Dear ${name},\n\nThank you for your message about "${subject.toLowerCase()}". ${summary} We look into it and come back to you within two working days. If there is anything else that we can do for you, please answer to this message, and one of our people will be glad to help.\n\nWith kind regards,\nthe team`;

/** The emails with a summary, each with the name of its customer, as training.sql joins them. */
function readEmails(): Email[] {
  const read = (name: string) => readFileSync(join(repositoryRoot(), 'pipelines/email-summary/data', name), 'utf8');
  const customers: Record<string, string>[] = parse(read('customers.csv'), { columns: true });
  const names = new Map(customers.map((each) => [each['customer_id']!, each['first_name']!]));
  return read('emails.jsonl')
    .split('\n')
    .flatMap(parsed)
    .flatMap(({ body, subject, summary, customer_id: customer, received_at: time }) => {
      const name = typeof customer === 'string' && names.get(customer);
      const isRow =
        typeof body === 'string' && typeof subject === 'string' && typeof summary === 'string' && summary !== '';
      return isRow && name
        ? [{ body, subject, summary, customer: customer as string, name, day: String(time).slice(0, 10) }]
        : [];
    });
}

/** Some lines of the sample are no rows, so that there is something to quarantine. */
function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
}
