// Writes the sample data: `node pipelines/email-summary/generator/generate.mjs` makes the same two files every time.
// With --check it writes nothing and fails when the committed files differ.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { asides, closings, intents, openings } from './phrases.mjs';
import { cities, colors, firstNames, kinds, lastNames, relatives, weekdays } from './words.mjs';

const data = new URL('../data/', import.meta.url);
const seed = 20261123;
const emailCount = 1185; // with 4 repeated and 11 broken rows: 1,200 rows
const numbers = ['two', 'three', 'four', 'five', 'six'];

/** Mulberry32: a small generator of numbers in [0, 1) that is the same on every machine. */
function createRandom(state) {
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (values) => values[below(values.length)];
  const shuffle = (values) => {
    const result = [...values];
    for (let i = result.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  };
  return { next, below, pick, shuffle };
}

/** Chooses one of every [a|b], innermost first, then fills in <name>. */
function expand(phrase, slots, random) {
  let text = phrase;
  while (/\[[^[\]]*\]/.test(text))
    text = text.replace(/\[([^[\]]*)\]/g, (_, choices) => random.pick(choices.split('|')));
  return text.replace(/<(\w+)>/g, (_, name) => slots[name]);
}

const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text) => capitalized(text.replace(/\s+/g, ' ').trim());

/** 66 shops; each sells three products that no other shop sells, to its own customers, who have their own ways to put things. */
function createShops(random) {
  const products = Object.entries(kinds).flatMap(([kind, { products }]) =>
    random.shuffle(products).map((product) => ({ kind, product })),
  );
  const shops = [];
  for (let i = 0; i < products.length; i += 3) {
    shops.push({
      id: `shop-${String(shops.length + 1).padStart(2, '0')}`,
      kind: kinds[products[i].kind],
      products: products.slice(i, i + 3).map(({ product }) => product),
      habits: Object.fromEntries(
        Object.entries(intents).map(([name, { facts, wishes }]) => [
          name,
          { facts: random.shuffle(facts).slice(0, 3), wishes: random.shuffle(wishes).slice(0, 3) },
        ]),
      ),
      asides: random.shuffle(asides).slice(0, 8),
    });
  }
  return shops;
}

function createCustomers(shops, random) {
  const names = random.shuffle(firstNames);
  return names.map((first, i) => {
    const last = random.pick(lastNames);
    const plain = first.normalize('NFD').replace(/[^A-Za-z]/g, '');
    return {
      customer_id: `c${String(i + 1).padStart(3, '0')}`,
      first_name: first,
      last_name: last,
      email: `${plain}.${last}@mail.example`.toLowerCase(),
      city: random.pick(cities),
      shop: shops[i % shops.length].id,
      customer_since: String(2012 + random.below(14)),
    };
  });
}

function createEmail(number, customer, shop, random) {
  const intent = random.pick(Object.keys(intents));
  const { summary, subject } = intents[intent];
  const color = random.pick(colors);
  const slots = {
    Name: customer.first_name,
    product: random.pick(shop.products),
    order: String(10000 + ((number * 7919 + random.below(7000)) % 90000)),
    part: random.pick(shop.kind.parts),
    defect: random.pick(shop.kind.defects),
    fault: random.pick(shop.kind.faults),
    color,
    otherColor: random.pick(colors.filter((other) => other !== color)),
    city: random.pick(cities),
    weekday: random.pick(weekdays),
    days: String(8 + random.below(30)),
    count: random.pick(numbers),
    relative: random.pick(relatives),
    price: String(15 + random.below(400)),
  };
  const habit = shop.habits[intent];
  const fact = random.pick(habit.facts);
  const wish = random.pick(habit.wishes);
  // Some wishes say "it", so the fact comes first unless the wish can stand alone.
  const body = [random.pick(openings), ...(random.next() < 0.3 ? [random.pick(shop.asides)] : []), fact];
  if (random.next() < 0.45) body.push(random.pick(shop.asides.filter((aside) => !body.includes(aside))));
  body.push(wish, random.pick(closings));
  const text = body
    .map((phrase) => sentence(expand(phrase, slots, random)))
    .filter((part) => part !== '')
    .join(' ');
  const at = new Date(Date.UTC(2026, 0, 1) + number * 6 * 3600_000 + random.below(6 * 3600) * 1000);
  return {
    id: `e${String(number).padStart(4, '0')}`,
    customer_id: customer.customer_id,
    received_at: at.toISOString().replace('.000Z', 'Z'),
    subject: sentence(expand(subject, slots, random)),
    body: text,
    summary: expand(summary, slots, random),
  };
}

/** Rows as they go wrong in life; `row` is a good email to break. */
const breaks = [
  (row) => ({ ...row, summary: undefined }),
  (row) => ({ ...row, summary: undefined }),
  (row) => ({ ...row, summary: undefined }),
  (row) => ({ ...row, summary: undefined }),
  (row) => ({ ...row, summary: '' }),
  (row) => ({ ...row, summary: null }),
  (row) => ({ ...row, body: 42 }),
  (row) => ({ ...row, body: '' }),
  (row) => ({ ...row, customer_id: undefined }),
  (row) => ({ ...row, received_at: 'yesterday' }),
  (row) => JSON.stringify(row).slice(0, 60), // a line that was cut off
];

function createRows(emails, random) {
  const rows = emails.map((email) => JSON.stringify(email));
  // Four emails came in twice: the same words under another id.
  for (let i = 0; i < 4; i++) {
    const twice = { ...random.pick(emails), id: `e${8001 + i}` };
    rows.splice(random.below(rows.length), 0, JSON.stringify(twice));
  }
  breaks.forEach((breakRow, i) => {
    const broken = breakRow({ ...random.pick(emails), id: `e${9001 + i}` });
    rows.splice(random.below(rows.length), 0, typeof broken === 'string' ? broken : JSON.stringify(broken));
  });
  return rows;
}

function generate() {
  const random = createRandom(seed);
  const shops = createShops(random);
  const customers = createCustomers(shops, random);
  const seen = new Set();
  const emails = [];
  for (let number = 1; emails.length < emailCount; number++) {
    const customer = customers[number % customers.length];
    const shop = shops.find(({ id }) => id === customer.shop);
    const email = createEmail(number, customer, shop, random);
    const order = /\d{5}/.exec(email.summary)[0];
    const words = email.body.split(' ').length;
    if (words < 24 || words > 60 || seen.has(order)) continue;
    seen.add(order);
    emails.push(email);
  }
  const columns = Object.keys(customers[0]);
  return {
    'emails.jsonl': createRows(emails, random).join('\n') + '\n',
    'customers.csv': [columns, ...customers.map((row) => columns.map((name) => row[name]))]
      .map((cells) => `${cells.join(',')}\n`)
      .join(''),
  };
}

mkdirSync(data, { recursive: true });
for (const [name, text] of Object.entries(generate())) {
  const file = new URL(name, data);
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') !== text) {
      console.error(`pipelines/email-summary/data/${name} is not what the generator makes: run it without --check`);
      process.exitCode = 1;
    }
  } else writeFileSync(file, text);
}
