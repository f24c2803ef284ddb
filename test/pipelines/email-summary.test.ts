import { describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Email {
  id: string;
  customer_id: string;
  body: string;
  summary: string;
}
interface Customer {
  customer_id: string;
  first_name: string;
  shop: string;
}

const folder = join(__dirname, '../../pipelines/email-summary');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const isValid = (schema: string) => {
  const ajv = new Ajv2020({ coerceTypes: schema.startsWith('customers') });
  addFormats(ajv);
  return ajv.compile(JSON.parse(read(schema)) as object);
};
const parseLine = (line: string): Email | undefined => {
  try {
    return JSON.parse(line) as Email;
  } catch {
    return undefined;
  }
};

const lines = read('data/emails.jsonl').trimEnd().split('\n');
const check = isValid('emails.schema.json');
const valid = lines.map(parseLine).filter((row): row is Email => row !== undefined && check(row));
const emails = [...new Map(valid.map((row) => [row.body, row])).values()];
const customers: Customer[] = parse(read('data/customers.csv'), { columns: true });
const customerOf = new Map(customers.map((customer) => [customer.customer_id, customer]));
const shopOf = ({ customer_id }: Email): string => customerOf.get(customer_id)!.shop;
const productOf = (summary: string): string | undefined =>
  / (?:the|a \w+) ([a-z-]+(?: [a-z-]+)*?)(?: in order| instead| to order|\.$)/
    .exec(summary)?.[1]
    ?.split(' of the ')
    .at(-1);
const count = (text: string): number => text.split(/\s+/).length;

describe('the sample of emails', () => {
  test('has 1,200 rows: 1,185 emails, 4 repeated and 11 broken on purpose', () => {
    expect({ rows: lines.length, valid: valid.length, emails: emails.length }).toEqual({
      rows: 1200,
      valid: 1189,
      emails: 1185,
    });
  });

  test('has 300 customers, all of whom keep to their schema', () => {
    const checkCustomer = isValid('customers.schema.json');
    expect(customers.filter((row) => checkCustomer({ ...row }))).toHaveLength(300);
  });

  test('never names the writer in the email: the summary needs the second source', () => {
    const named = emails.filter((email) =>
      new RegExp(`\\b${customerOf.get(email.customer_id)!.first_name}\\b`).test(email.body),
    );
    expect(
      named.filter(
        ({ customer_id }) => !/^(April|Daisy|Iris|Ivy|Robin)$/.test(customerOf.get(customer_id)!.first_name),
      ),
    ).toEqual([]);
    expect(
      emails.filter((email) => email.summary.startsWith(customerOf.get(email.customer_id)!.first_name)),
    ).toHaveLength(1185);
  });

  test('keeps emails at 24 to 60 words and summaries at 8 to 20', () => {
    expect(emails.filter(({ body }) => count(body) < 24 || count(body) > 60)).toEqual([]);
    expect(emails.filter(({ summary }) => count(summary) < 8 || count(summary) > 20)).toEqual([]);
  });

  test('gives every email an order number of its own, which its summary repeats', () => {
    const orders = emails.map(({ summary }) => /\d{5}/.exec(summary)![0]);
    expect(new Set(orders).size).toBe(1185);
    expect(emails.filter(({ body }, i) => !body.includes(orders[i]!))).toEqual([]);
  });
});

describe('holding out whole shops', () => {
  const shops = [...new Set(customers.map(({ shop }) => shop))].sort();

  test('holds out names and products: no two shops share one', () => {
    expect(shops).toHaveLength(66);
    expect(new Set(customers.map(({ first_name }) => first_name)).size).toBe(300);
    const products = new Map<string, Set<string>>();
    for (const email of emails) {
      const product = / (?:the|a \w+|of the) ([a-z-]+(?: [a-z-]+)*?)(?: in order| instead| to order|\.$)/.exec(
        email.summary,
      )?.[1];
      if (!product || product.includes(' of the ')) continue;
      products.set(product, (products.get(product) ?? new Set()).add(shopOf(email)));
    }
    expect(products.size).toBeGreaterThan(150);
    expect([...products].filter(([, sellers]) => sellers.size > 1).map(([product]) => product)).toEqual([]);
  });

  test('asks in sentences that training has not seen, even with product and numbers taken out', () => {
    const heldOut = new Set(shops.filter((_, i) => i % 10 === 0));
    const wording = ({ body, summary }: Email): string[] => {
      const product = productOf(summary);
      const masked = (product ? body.replaceAll(product, 'PRODUCT') : body).replace(/\d+/g, '#');
      return masked.split(/(?<=[.!?]) /).filter((sentence) => sentence.includes('#') && sentence.includes('PRODUCT'));
    };
    const seen = new Set(emails.filter((email) => !heldOut.has(shopOf(email))).flatMap(wording));
    const asked = emails.filter((email) => heldOut.has(shopOf(email))).flatMap(wording);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((sentence) => !seen.has(sentence)).length / asked.length).toBeGreaterThan(0.9);
  });
});
