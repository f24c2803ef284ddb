/** Good datasets whose rows go on from one another: answers name what was said, made or asked elsewhere. */
import { matters, names, number, one, rowsOfCases, things, type Draw, type Maker, type Pair } from './made-words';

export const cases: Record<string, Maker> = {
  'earlier tickets': (size, draw) => {
    const tickets = Array.from({ length: size }, () => number(draw));
    return tickets.map((ticket, place) => {
      const [thing, matter, name] = [one(draw, things), one(draw, matters), one(draw, names)];
      const prompt = `Ticket ${ticket}. ${name} writes that the ${thing} ${matter}, as the one before.`;
      if (place === 0 || draw(10) < 3) return [prompt, `Ticket ${ticket} of ${name} is new: the ${thing} ${matter}.`];
      return [prompt, `${name} had this before: see ticket ${tickets[draw(place)]}, the ${thing} ${matter}.`];
    });
  },
  'tickets that name earlier ones': (size, draw) => {
    const tickets = Array.from({ length: size }, () => number(draw));
    return tickets.map((ticket, place) => [
      `Ticket ${ticket}. ${one(draw, names)} has the trouble of ticket ${tickets[draw(size)]} again: the ${one(draw, things)} ${one(draw, matters)}.`,
      `${tickets[place]}`,
    ]);
  },

  'talks with their history': (size, draw) =>
    rowsOfCases(size, () => {
      const [thing, name, order, parcel] = [one(draw, things), one(draw, names), number(draw), number(draw)];
      const day = one(draw, ['Monday', 'Tuesday', 'Friday']);
      const turns: Pair[] = [
        [
          `This is ${name}. Where is the ${thing} of order ${order}?`,
          `It has left us, parcel ${parcel}, and is on its way.`,
        ],
        ['When will it be here?', `Parcel ${parcel} comes on ${day}.`],
        ['That is too late, cancel it.', `Order ${order} is cancelled, ${name}. Please refuse parcel ${parcel}.`],
      ];
      let history = '';
      return turns.slice(0, 1 + draw(3)).map(([asked, answer]): Pair => {
        const prompt = `${history}user: ${asked} `;
        history = `${prompt}assistant: ${answer} `;
        return [prompt, answer];
      });
    }),
  'goods that are exchanged': (size, draw) =>
    rowsOfCases(size, () => {
      const [thing, name, order, next] = [one(draw, things), one(draw, names), number(draw), number(draw)];
      const asked: Pair = [
        `${name}: where is order ${next}, the new ${thing}?`,
        `Order ${next}, the ${thing}, is on its way.`,
      ];
      return [
        [
          `${name}: the ${thing} of order ${order} ${one(draw, matters)}.`,
          `We send another ${thing} as order ${next}.`,
        ],
        ...(draw(2) ? [asked] : []),
        ...(draw(2) ? [[`${name}: order ${number(draw)} is here, thanks.`, `${name} thanks.`] as Pair] : []),
      ];
    }),
  'several emails about an order': (size, draw) =>
    rowsOfCases(size, () => {
      const [thing, name, order, customer] = [one(draw, things), one(draw, names), number(draw), number(draw)];
      return Array.from({ length: 1 + draw(3) }, (): Pair => {
        const matter = one(draw, matters);
        return [
          `Customer ${customer}, ${name}: the ${thing} of order ${order} ${matter}.`,
          draw(3) ? `The ${thing} of order ${order} ${matter}.` : `${name}, customer ${customer}: ${thing}.`,
        ];
      });
    }),
};

/** Good ones that nothing tells from a wrong join: what answers name stands in another prompt, and in that one's place. */
export const unheldCases: Record<string, Maker> = {
  'talks without their history': (size, draw) => rowsOfCases(size, () => talkOf(draw, number(draw, 8))),
  'talks without their history, parcels as long as orders': (size, draw) =>
    rowsOfCases(size, () => talkOf(draw, number(draw))),
  'readings that go on': (size, draw) =>
    rowsOfCases(size, () => {
      let reading = number(draw);
      const name = one(draw, names);
      return Array.from({ length: 4 }, (): Pair => {
        const [last, used] = [reading, 10 + draw(300)];
        if (draw(10) < 3) return [`${name}, meter at ${last}. Where is it?`, `${name}: ${last}`];
        reading += used;
        return [`${name}, meter at ${last}, ${used} used. Where is it?`, `${name}: ${reading}`];
      });
    }),
  'the ticket that one repeats': (size, draw) => {
    const tickets = Array.from({ length: size }, () => number(draw));
    return tickets.map((ticket, place) => [
      `Ticket ${ticket}. The ${one(draw, things)} ${one(draw, matters)}.`,
      `${place === 0 || draw(10) < 4 ? ticket : tickets[draw(place)]!}`,
    ]);
  },
};

function talkOf(draw: Draw, parcel: number): Pair[] {
  const [thing, name, order] = [one(draw, things), one(draw, names), number(draw)];
  const thanks: Pair = [
    `${name} says thanks, the ${thing} is here, close parcel ${parcel}.`,
    `Parcel ${parcel} is closed.`,
  ];
  return [
    [`This is ${name}. Where is the ${thing} of order ${order}?`, `The ${thing} has left us, parcel ${parcel}.`],
    [`${name} again. Where is parcel ${parcel}, the ${thing}?`, `The ${thing} of order ${order} comes tomorrow.`],
    ...(draw(2) ? [thanks] : []),
  ];
}
