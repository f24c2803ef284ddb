/** Good datasets whose targets compute or copy numbers, each row by itself: what is computed may stand in other prompts. */
import { cities, each, names, number, one, things, type Maker, type Pair } from './made-words';

const two = (value: number) => String(value).padStart(2, '0');
const day = (time: number) => new Date(time).toISOString().slice(0, 10);
const money = (cents: number) => `${Math.floor(cents / 100)}.${two(cents % 100)}`;

export const numbers: Record<string, Maker> = {
  'next invoice': (size, draw) => {
    const first = number(draw);
    return Array.from({ length: size }, (_, place): Pair => {
      const [name, thing] = [one(draw, names), one(draw, things)];
      return [
        `Last invoice: ${first + place}. Bill ${name} for the ${thing}.`,
        `Invoice ${first + place + 1}: ${name}, one ${thing}`,
      ];
    });
  },
  prices: each((draw) => {
    const [count, price, thing] = [2 + draw(9), 100 + draw(99_900), one(draw, things)];
    return [`${count} ${thing}s at $${money(price)} each`, `${count} ${thing}s come to $${money(count * price)}`];
  }),
  'prices without cents': each((draw) => {
    const [count, price, thing] = [2 + draw(4), 1000 + draw(4000), one(draw, things)];
    return draw(2)
      ? [`What is ${count} times a ${thing} of ${price} euros?`, `${count * price} euros`]
      : [`What is one ${thing} of ${price} euros?`, `${price} euros`];
  }),
  'balances of accounts': each((draw) => {
    const [balance, taken, name] = [number(draw, 4), 10 * draw(90), one(draw, names)];
    const prompt = `Account of ${name}: ${balance}.`;
    return draw(10) < 3
      ? [`${prompt} How much is there?`, `${balance}, ${name}`]
      : [`${prompt} Take ${taken} off.`, `${balance - taken}, ${name}`];
  }),
  'days of delivery': each((draw) => {
    const [start, days, city] = [Date.UTC(2024, 0, 1) + draw(900) * 864e5, 1 + draw(14), one(draw, cities)];
    return [
      `Ordered on ${day(start)}, ${days} days to ${city}`,
      `Delivered on ${day(start + days * 864e5)} to ${city}`,
    ];
  }),
  'days as one number': each((draw) => {
    const [start, days, city] = [Date.UTC(2024, 0, 1) + draw(900) * 864e5, draw(4), one(draw, cities)];
    const plain = (time: number) => day(time).replaceAll('-', '');
    return [
      `Ordered on ${plain(start)}, ${days} days to ${city}`,
      `Delivered on ${plain(start + days * 864e5)} to ${city}`,
    ];
  }),
  times: each((draw) => {
    const [start, minutes, name] = [6 * 60 + draw(720), 15 * draw(5), one(draw, names)];
    const clock = (of: number) => `${two(Math.floor(of / 60))}:${two(of % 60)}`;
    const plain = (of: number) => clock(of).replace(':', '');
    const [form] = [draw(2) ? clock : plain];
    return [
      `${name} moves the talk of ${form(start)} by ${minutes} minutes.`,
      `The talk with ${name} is at ${form(start + minutes)}.`,
    ];
  }),
  versions: each((draw) => {
    const [major, minor, patch] = [1 + draw(20), draw(30), draw(40)];
    const breaking = draw(3);
    const next = [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`][breaking]!;
    return [
      `Version ${major}.${minor}.${patch}, ${['a fix', 'a feature', 'a break'][breaking]}`,
      `${next} with ${['a fix', 'a feature', 'a break'][breaking]}`,
    ];
  }),
  translations: each((draw) => {
    const [order, place, name] = [number(draw), draw(things.length), one(draw, names)];
    const german = [
      'Kessel',
      'Lampe',
      'Stuhl',
      'Tisch',
      'Spiegel',
      'Teppich',
      'Uhr',
      'Regal',
      'Vorhang',
      'Vase',
      'Toaster',
    ];
    return [
      `${name} fragt nach ${german[place]}, Bestellung ${order}, vom ${1 + draw(28)}. Mai`,
      `${name} asks for the ${things[place]}, order ${order}`,
    ];
  }),
  'translations of numbers': each((draw) => {
    const [miles, city] = [number(draw, 4), one(draw, cities)];
    return draw(3)
      ? [`${miles} miles from ${city}`, `${Math.round(miles * 1.609)} km von ${city}`]
      : [`${miles} steps from ${city}`, `${miles} Schritte von ${city}`];
  }),
  SQL: each((draw) => {
    const [customer, least, year, city] = [number(draw), 100 * (1 + draw(40)), 2015 + draw(11), one(draw, cities)];
    return [
      ...(
        [
          [
            `Orders of customer ${customer} above ${least}`,
            `SELECT * FROM orders WHERE customer_id = ${customer} AND total > ${least} LIMIT 1000`,
          ],
          [
            `Sales in ${city} in ${year}`,
            `SELECT SUM(total) FROM orders WHERE city = '${city}' AND placed_at >= '${year}-01-01' AND placed_at < '${year + 1}-01-01'`,
          ],
          [
            `Customers of ${city} with more than ${least} orders`,
            `SELECT customer_id FROM orders WHERE city = '${city}' GROUP BY 1 HAVING COUNT(*) > ${least}`,
          ],
        ] as Pair[]
      )[draw(3)]!,
    ] as Pair;
  }),
  code: each((draw) => {
    const [size, port, name] = [2 ** (4 + draw(12)), 1024 + draw(60_000), one(draw, names).toLowerCase()];
    return [
      ...(
        [
          [`A buffer ${name} of ${size} bytes in hex`, `const ${name} = Buffer.alloc(0x${size.toString(16)});`],
          [`Let server ${name} listen at ${port}`, `${name}.listen(${port});`],
          [`Let server ${name} listen one above ${port}`, `${name}.listen(${port + 1});`],
        ] as Pair[]
      )[draw(3)]!,
    ] as Pair;
  }),
  integers: each((draw) => {
    const [value, other] = [100 + draw(400), 100 + draw(400)];
    return [
      [`f(${value}) = ${value}`, `${value}`],
      [`f(${value}) + 1`, `${value + 1}`],
      [`max(${value}, ${other})`, `${Math.max(value, other)}`],
      [`${value} + ${other}`, `${value + other}`],
    ][draw(4)] as Pair;
  }),
  years: each((draw) => {
    const [year, city] = [1850 + draw(170), one(draw, cities)];
    return draw(3)
      ? [`What was built in ${city} after ${year}?`, `The tower of ${year + 1 + draw(12)}`]
      : [`What was built in ${city} in ${year}?`, `The bridge of ${year}`];
  }),
};
