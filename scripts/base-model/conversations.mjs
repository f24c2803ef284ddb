// Conversations made by a program, for what any instruction-following base model can do: take turns, look things up in
// a text, copy names and codes, label, repeat, retell a sentence. None of them summarises, and no text is a shop's email.

const systems = [
  'You are a helpful assistant.',
  'Answer briefly.',
  'Answer with the words of the text.',
  'Be exact.',
  'Read the text and answer.',
  'You answer questions about a text.',
  'Follow the instruction.',
  'Reply in one line.',
  'Do what the user asks.',
  'Give a short answer.',
];

const scenes = [
  {
    say: '{name} keeps the {thing} in {place}.',
    ask: 'Who keeps the {thing}?',
    answer: '{name}',
    full: '{name} keeps the {thing} in {place}.',
  },
  {
    say: 'The number of the {thing} is {code}.',
    ask: 'What is the number of the {thing}?',
    answer: '{code}',
    full: 'The {thing} has the number {code}.',
  },
  {
    say: 'The {thing} with the code {code} belongs to {name}.',
    ask: 'Whose is {code}?',
    answer: '{name}',
    full: 'The {thing} {code} belongs to {name}.',
  },
  {
    say: '{name} wrote to us on {day} about the {color} {thing}.',
    ask: 'What did {name} write about?',
    answer: 'the {color} {thing}',
    full: '{name} wrote about the {color} {thing}.',
  },
  {
    say: 'On {day}, {name} bought {count} pieces of {thing} in {place}.',
    ask: 'Where did {name} buy the {thing}?',
    answer: 'in {place}',
    full: '{name} bought the {thing} in {place}.',
  },
  {
    say: 'We sent the {thing} to {name} in {month}; the parcel number is {code}.',
    ask: 'Which number has the parcel for {name}?',
    answer: '{code}',
    full: 'The parcel for {name} has the number {code}.',
  },
  {
    say: 'My {quality} {thing} has been in the cellar since {month}.',
    ask: 'Where is the {thing}?',
    answer: 'in the cellar',
    full: 'The {quality} {thing} is in the cellar.',
  },
  {
    say: '{name} {family}, a {job} from {place}, is {number} years old.',
    ask: 'How old is {name}?',
    answer: '{number}',
    full: '{name} {family} is {number} years old.',
  },
  {
    say: 'The {animal} of {name} is called {random}.',
    ask: 'What is the {animal} called?',
    answer: '{random}',
    full: 'The {animal} of {name} is called {random}.',
  },
  {
    say: 'Room {number} is reserved for the {job} {name}.',
    ask: 'Which room does {name} have?',
    answer: '{number}',
    full: '{name} has room {number}.',
  },
  {
    say: 'I paid {number} for the {thing}, and {name} paid half of it.',
    ask: 'What was paid for?',
    answer: 'the {thing}',
    full: '{name} paid half of the {thing}.',
  },
  {
    say: 'Ticket {code} is for the train to {place} on {day}.',
    ask: 'Where does the train with ticket {code} go?',
    answer: 'to {place}',
    full: 'Ticket {code} is for {place}.',
  },
  {
    say: 'The {thing} is {color} and rather {quality}.',
    ask: 'Which color has the {thing}?',
    answer: '{color}',
    full: 'The {color} {thing} is {quality}.',
  },
  {
    say: 'Please give the {thing} back to {name} by {day}.',
    ask: 'When is the {thing} due?',
    answer: '{day}',
    full: '{name} gets the {thing} back by {day}.',
  },
  {
    say: 'The meeting with {name} about the {thing} begins at {number}.',
    ask: 'Who comes to the meeting about the {thing}?',
    answer: '{name}',
    full: '{name} meets us about the {thing} at {number}.',
  },
  {
    say: 'File {code} holds the letters of {name} about {place}.',
    ask: 'Which file holds the letters of {name}?',
    answer: '{code}',
    full: 'The letters of {name} are in file {code}.',
  },
];

/** What one person says of himself, and how another retells it. */
const retold = [
  ['I want to sell my {quality} {thing}.', '{name} wants to sell the {quality} {thing}.'],
  ['I have lost my {thing} in {place}.', '{name} has lost the {thing} in {place}.'],
  ['Can I borrow the {thing} until {day}?', '{name} asks to borrow the {thing} until {day}.'],
  ['I am looking for a {job} who knows {place}.', '{name} is looking for a {job} who knows {place}.'],
  ['My {animal} ran away on {day}.', 'The {animal} of {name} ran away on {day}.'],
  ['I live in {place} and work as a {job}.', '{name} lives in {place} and works as a {job}.'],
  ['Do you know where my {thing} is?', '{name} asks where the {thing} is.'],
  ['I do not like the {color} {thing}.', '{name} does not like the {color} {thing}.'],
  ['I will bring {count} friends and a {thing}.', '{name} will bring {count} friends and a {thing}.'],
  ['We cannot open door {code}.', '{name} cannot open door {code}.'],
  ['Why is the {thing} so {quality}?', '{name} asks why the {thing} is so {quality}.'],
  ['I was in {place} for {count} weeks.', '{name} was in {place} for {count} weeks.'],
  ['I thank {other} for the {thing}.', '{name} thanks {other} for the {thing}.'],
  ['I told {other} that the {thing} is {quality}.', '{name} told {other} that the {thing} is {quality}.'],
  ['My seat is number {code}, next to {other}.', 'The seat of {name} is number {code}, next to {other}.'],
  ['I need a {thing}, not a {second}.', '{name} needs a {thing}, not a {second}.'],
  ['I painted the {thing} {color} last {month}.', '{name} painted the {thing} {color} last {month}.'],
  ['Could you carry the {thing} to {place}?', '{name} asks to carry the {thing} to {place}.'],
  ['I would like to see the {color} {thing} again.', '{name} would like to see the {color} {thing} again.'],
  ['Please paint the {thing} {color}, not {shade}.', '{name} asks to paint the {thing} {color} and not {shade}.'],
  ['My {thing} fell into the river near {place}.', 'The {thing} of {name} fell into the river near {place}.'],
  ['I have waited {count} hours for {other}.', '{name} has waited {count} hours for {other}.'],
  [
    'I took the {thing} because the {second} was too {quality}.',
    '{name} took the {thing} because the {second} was too {quality}.',
  ],
  ['When does the {job} come home?', '{name} asks when the {job} comes home.'],
  ['Somebody left a {thing} in room {code}.', '{name} says that somebody left a {thing} in room {code}.'],
  ['Which {thing} did {other} choose?', '{name} asks which {thing} {other} chose.'],
  ['I cannot find line {code} in the book about {place}.', '{name} cannot find line {code} in the book about {place}.'],
  ['My address is {place}, house {code}.', 'The address of {name} is {place}, house {code}.'],
  ['I fed the {animal} with {thing} on {day}.', '{name} fed the {animal} with {thing} on {day}.'],
  [
    'I saw {count} of the {thing} in {place}, all of them {color}.',
    '{name} saw {count} of the {thing} in {place}, all of them {color}.',
  ],
  ['Is {code} the right number for the {job}?', '{name} asks if {code} is the right number for the {job}.'],
  [
    'I hope the {thing} from {place} arrives before {day}.',
    '{name} hopes that the {thing} from {place} arrives before {day}.',
  ],
];

const fillers = [
  'The weather has been {quality} since {day}.',
  'We had a good time.',
  'I hope you are well.',
  'It took {count} days.',
  'Nobody knew why.',
  'There were {count} people at the door.',
  'That is all for now.',
  'I called twice and nobody answered.',
  'It was not easy to find.',
  'Thank you for reading this.',
  'My neighbour {other} says the same.',
  'Please let me know.',
  'I am sorry to bother you.',
  'We came home late.',
  'You can write to me at any time.',
  'The shop was closed on {day}.',
];

/** @param shares how often each task is drawn, by name */
export function createConversations(random, words, synsets, shares) {
  const { pick, chance, between, shuffle, fill } = random;
  const glossed = synsets.filter((s) => s.definition.length < 160);
  const used = glossed.filter((s) => s.uses > 0);
  const quoted = synsets.filter((s) => s.examples.length > 0);
  const bySynset = new Map(synsets.map((s) => [s.id, s]));
  const under = used.filter((s) => s.above);
  const many = used.filter((s) => s.words.length > 1);
  const nouns = used.filter((s) => s.kind === 'noun');
  const slots = () =>
    Object.fromEntries(
      Object.entries(words)
        .map(([name, make]) => [name, make()])
        .concat([
          ['other', words.name()],
          ['second', words.thing()],
          ['shade', words.color()],
        ]),
    );

  /** Some scenes, each with its own people and things, among filler sentences. */
  const text = (count) => {
    const facts = shuffle(scenes)
      .slice(0, count)
      .map((scene) => ({ scene, slots: slots() }));
    const sentences = facts.map(({ scene, slots: s }) => fill(scene.say, s));
    for (let i = between(0, 3); i > 0; i--)
      sentences.splice(between(0, sentences.length), 0, fill(pick(fillers), slots()));
    return { facts, prose: sentences.join(' ') };
  };
  const fields = () => {
    const all = {
      Name: `${words.name()} ${words.family()}`,
      City: words.place(),
      Item: words.thing(),
      Code: words.code(),
      Color: words.color(),
      Day: words.day(),
      Job: words.job(),
      Amount: words.number(),
      Animal: words.animal(),
    };
    return shuffle(Object.entries(all)).slice(0, between(3, 6));
  };

  const tasks = {
    question() {
      const { facts, prose } = text(between(1, 4));
      const { scene, slots: s } = pick(facts);
      const full = chance(0.5);
      const ask = full
        ? pick(['Answer in a sentence: ', 'In a full sentence: ', 'Say it in a sentence: ']) + fill(scene.ask, s)
        : fill(scene.ask, s);
      return {
        user: pick([`${prose}\n${ask}`, `${ask}\n${prose}`, `Text: ${prose}\nQuestion: ${ask}`]),
        model: fill(full ? scene.full : scene.answer, s),
      };
    },
    retell() {
      const [said, told] = pick(retold);
      const s = slots();
      const parts = [fill(said, s)];
      for (let i = between(0, 2); i > 0; i--)
        parts.splice(between(0, parts.length), 0, fill(pick(fillers), { ...slots(), other: s.other }));
      const model = fill(told, s);
      const speech = parts.join(' ');
      if (parts.length === 1 && chance(0.25)) return { user: `What does ${s.name} say? ${model}`, model: speech };
      return pick([
        { user: `${s.name}: ${speech}`, model },
        { system: 'Retell it.', user: `${speech}\n${s.name}`, model },
        { user: `${s.name} says: "${speech}" Tell me about ${s.name}.`, model },
        { user: `${speech} My name is ${s.name}. Who am I?`, model },
        { system: 'Tell in the third person.', user: `I am ${s.name}. ${speech}`, model },
      ]);
    },
    repeat() {
      const what = pick([
        () => pick(quoted).examples[0],
        () => `${words.name()} ${words.family()}`,
        words.code,
        () => Array.from({ length: between(2, 6) }, words.thing).join(', '),
        () => Array.from({ length: between(2, 5) }, words.random).join(' '),
        () => fill(pick(scenes).say, slots()),
        () => Array.from({ length: between(2, 4) }, words.code).join(' '),
      ])();
      return {
        user: `${pick(['Repeat:', 'Say this again:', 'Copy the line:', 'Write exactly:'])} ${what}`,
        model: what,
      };
    },
    find() {
      const number = words.code();
      const person = `${words.name()}`;
      const item = words.thing();
      const sentence = pick([
        `${person} has the ${item} ${number}.`,
        `The ${item} of ${person}, ${number}, is ready.`,
        `${number} is what ${person} wrote on the ${item}.`,
        `I saw ${person} with a ${item}; it was marked ${number}.`,
        `Under ${number} we keep a ${words.quality()} ${item}. Yours, ${person}`,
        `Hello, the ${item} (${number}) is here. ${person}`,
      ]);
      const [what, model] = pick([
        ['number', number],
        ['name', person],
        ['thing', item],
        ['name and the number', `${person}, ${number}`],
        ['thing and the number', `${item} ${number}`],
        ['name and the thing', `${person}: ${item}`],
      ]);
      const around = [sentence, fill(pick(fillers), slots()), text(1).prose].slice(0, between(1, 2));
      return {
        user: `${pick(['Find the', 'Give me the', 'Write down the', 'What is the'])} ${what}.\n${around.join(' ')}`,
        model,
      };
    },
    record() {
      const list = fields();
      const [key, value] = pick(list);
      const lines = list.map(([k, v]) => `${k}: ${v}`).join(pick(['\n', '\n', '; ', ', ']));
      return {
        user: pick([
          `${lines}\n${key}?`,
          `What is the ${key.toLowerCase()}?\n${lines}`,
          `${lines}\nGive the ${key.toLowerCase()}.`,
        ]),
        model: value,
      };
    },
    fieldOf() {
      const list = fields();
      const [key, value] = pick(list);
      return {
        user: `${list.map(([k, v]) => `${k}: ${v}`).join('\n')}\nWhat is ${value}?`,
        model: `the ${key.toLowerCase()}`,
      };
    },
    define() {
      const s = pick(glossed);
      return {
        user: pick(['What is {w}?', 'Define {w}.', 'What does "{w}" mean?', '{w}?', 'Explain the word {w}.']).replace(
          '{w}',
          s.words[0],
        ),
        model: s.definition,
      };
    },
    word() {
      const s = pick(used);
      return {
        user: `${pick(['Which word means this?', 'Find the word:', 'What do you call it?'])} ${s.definition}`,
        model: s.words[0],
      };
    },
    sentence() {
      const s = pick(quoted);
      return { user: `Use the word ${s.words[0]} in a sentence.`, model: pick(s.examples) };
    },
    category() {
      const s = pick(nouns);
      const ask = chance(0.5) ? s.definition : `${s.words[0]}: ${s.definition}`;
      return chance(0.5)
        ? {
            system: pick(['Name the category.', 'Classify the text.', 'Which label fits?']),
            user: ask,
            model: s.category,
          }
        : { user: `Category of: ${ask}`, model: s.category };
    },
    choose() {
      const s = pick(nouns);
      const labels = new Set([s.category]);
      while (labels.size < 4) labels.add(pick(nouns).category);
      return { user: `Choose a label: ${shuffle([...labels]).join(', ')}.\n${s.definition}`, model: s.category };
    },
    kind() {
      const s = pick(under);
      const above = bySynset.get(s.above).words[0];
      return pick([
        { system: 'Name the kind.', user: s.definition, model: above },
        { user: `What kind of thing is this? ${s.definition}`, model: above },
        { user: `${s.words[0]} is a kind of what?`, model: above },
        s.examples.length > 0
          ? { system: 'Name what it is about.', user: pick(s.examples), model: s.words[0] }
          : { system: 'Name the word.', user: s.definition, model: s.words[0] },
      ]);
    },
    synonym() {
      const [one, other] = shuffle(pick(many).words);
      return {
        user: pick([`Another word for ${one}?`, `Say it otherwise: ${one}`, `${one} means the same as`]),
        model: other,
      };
    },
    list() {
      const items = Array.from({ length: between(3, 6) }, words.thing);
      const [which, index] = pick([
        ['first', 0],
        ['second', 1],
        ['third', 2],
        ['last', items.length - 1],
      ]);
      return { user: `${items.join(', ')}\nWhich is the ${which}?`, model: items[index] };
    },
  };
  const bag = Object.entries(shares).flatMap(([name, weight]) => Array(weight).fill(name));

  /** Turns of one conversation, the last of them the model's. */
  return () => {
    const first = tasks[pick(bag)]();
    const system = first.system ?? (chance(0.3) ? pick(systems) : undefined);
    const turns = [
      ...(system ? [{ role: 'system', text: system }] : []),
      { role: 'user', text: first.user },
      { role: 'model', text: first.model },
    ];
    if (chance(0.1)) {
      const second = tasks[pick(bag)]();
      turns.push({ role: 'user', text: second.user }, { role: 'model', text: second.model });
    }
    return turns;
  };
}
