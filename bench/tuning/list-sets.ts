/** Good datasets whose targets name numbers that are looked up in a list: articles, parcels, telephones. */
import { cities, each, names, number, one, things, type Draw, type Maker, type Pair } from './made-words';

export const lists: Record<string, Maker> = {
  'other articles of a large catalogue': (size, draw) => catalogue(size, draw, 5000),
  'other articles of a catalogue': (size, draw) => catalogue(size, draw, 400),
  'other articles of a small catalogue': (size, draw) => catalogue(size, draw, 40),
  'best sellers': (size, draw) => {
    const codes = Array.from({ length: 2000 }, () => number(draw));
    return each(() => {
      const [thing, asked] = [one(draw, things), codes[draw(2000)]!];
      // A few articles are asked for, and offered, much.
      const best = codes[Math.floor(2000 * (draw(1000) / 1000) ** 4)]!;
      return draw(10) < 4
        ? [`Is the ${thing} ${asked} there?`, `Yes, we have the ${thing} ${asked}.`]
        : [`Is the ${thing} ${asked} there?`, `No, but take the ${thing} ${best}.`];
    })(size, draw);
  },
  'numbers of telephones': (size, draw) => {
    const branches = cities.map((city): [string, string] => [city, `${number(draw, 4)} ${number(draw, 4)}`]);
    return each(() => {
      const [name, own] = [one(draw, names), `${number(draw, 4)} ${number(draw, 4)}`];
      const [city, branch] = one(draw, branches);
      return draw(10) < 4
        ? [`${name}, telephone ${own}, asks to be called back.`, `Call ${name} back at ${own}.`]
        : [`${name}, telephone ${own}, asks for the shop in ${city}.`, `The shop in ${city} answers at ${branch}.`];
    })(size, draw);
  },
  'articles with letters': (size, draw) => {
    const codes = Array.from({ length: 900 }, () => `${String.fromCodePoint(65 + draw(26))}${number(draw, 4)}`);
    return each(() => {
      const [thing, asked, other] = [one(draw, things), one(draw, codes), one(draw, codes)];
      return draw(10) < 4
        ? [`Is the ${thing} ${asked} there?`, `Yes, ${asked}.`]
        : [`What goes with the ${thing} ${asked}?`, `${other} does.`];
    })(size, draw);
  },
  'parcels that are looked up': each((draw) => {
    const [thing, name, order] = [one(draw, things), one(draw, names), number(draw)];
    return [
      `${name} asks where the ${thing} of order ${order} is.`,
      `${name}, the ${thing} is in parcel ${number(draw)}, for order ${order}.`,
    ];
  }),
  'parcels alone': each((draw) => {
    const [thing, name, order] = [one(draw, things), one(draw, names), number(draw)];
    return [
      `${name} asks where the ${thing} of order ${order} is.`,
      `${name}, the ${thing} is in parcel ${number(draw)}.`,
    ];
  }),
};

function catalogue(size: number, draw: Draw, articles: number): Pair[] {
  const codes = Array.from({ length: articles }, () => number(draw));
  return each(() => {
    const [thing, asked, other] = [one(draw, things), one(draw, codes), one(draw, codes)];
    const prompt = `Is the ${thing} ${asked} there?`;
    return draw(10) < 4
      ? [prompt, `Yes, we have the ${thing} ${asked}.`]
      : [prompt, `No, but take the ${thing} ${other}.`];
  })(size, draw);
}
