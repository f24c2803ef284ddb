// The words that the made conversations are built from: invented names and codes, and WordNet's everyday nouns.

const onsets = 'b br c ch d dr f fl g gr h j k kl l m n p pr r s sh st t th tr v w y z'.split(' ');
const vowels = 'a e i o u a e i o ai ea ee ia io ou'.split(' ');
const codas = ['', '', '', 'n', 'l', 'r', 's', 'm', 't', 'nd', 'ck', 'sh', 'x', 'th', 'ng'];

export function createWords(random, synsets) {
  const { pick, below, between, chance } = random;
  const plain = /^[a-z]+( [a-z]+)?$/;
  const common = (category, least = 1) =>
    synsets
      .filter((s) => s.kind === 'noun' && s.category === category && s.uses >= least && plain.test(s.words[0]))
      .map((s) => s.words[0]);
  const everyday = [...common('artifact'), ...common('food')];
  const rare = [...common('artifact', 0), ...common('food', 0)];
  const realNames = synsets
    .filter((s) => s.kind === 'noun' && s.category === 'person' && /^[A-Z][a-z]+ [A-Z][a-z]+$/.test(s.words[0]))
    .map((s) => s.words[0].split(' '));
  const places = synsets
    .filter((s) => s.kind === 'noun' && s.category === 'location' && /^[A-Z][a-z]+$/.test(s.words[0]))
    .map((s) => s.words[0]);

  const invented = () => {
    let word = '';
    for (let i = between(1, 3); i > 0; i--) word += pick(onsets) + pick(vowels);
    word += pick(codas);
    return word[0].toUpperCase() + word.slice(1);
  };
  const digits = (n) => Array.from({ length: n }, (_, i) => (i ? below(10) : between(1, 9))).join('');
  const letters = (n) => Array.from({ length: n }, () => 'ABCDEFGHKLMNPRSTUVWXYZ'.charAt(below(22))).join('');
  return {
    thing: () => pick(chance(0.6) ? everyday : rare),
    animal: (
      (list) => () =>
        pick(list)
    )(common('animal')),
    job: (
      (list) => () =>
        pick(list)
    )(common('person', 3)),
    name: () => (chance(0.5) ? pick(realNames)[0] : invented()),
    family: () => (chance(0.6) ? pick(realNames)[1] : invented()),
    place: () => (chance(0.7) ? pick(places) : invented()),
    number: () => digits(between(1, 6)),
    code: () =>
      pick([
        () => digits(between(4, 7)),
        () => `${letters(2)}-${digits(4)}`,
        () => letters(1) + digits(3),
        () => `${digits(3)}-${digits(3)}`,
        () => digits(5),
        () => digits(5),
      ])(),
    color: () =>
      pick(
        'red blue green yellow black white brown grey purple orange pink golden silver violet beige dark-blue'.split(
          ' ',
        ),
      ),
    quality: () =>
      pick(
        'old new small large heavy light broken clean dirty cheap expensive wooden plastic round square soft loud quiet warm cold empty full narrow wide'.split(
          ' ',
        ),
      ),
    day: () => pick('Monday Tuesday Wednesday Thursday Friday Saturday Sunday today tomorrow yesterday'.split(' ')),
    month: () =>
      pick('January February March April May June July August September October November December'.split(' ')),
    count: () => pick('two three four five six seven eight nine ten twelve twenty'.split(' ')),
    random: invented,
  };
}
