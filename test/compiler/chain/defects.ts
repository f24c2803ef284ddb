/** What can be wrong with a chain: each spoils one that is right, in a place drawn by chance. */
import { pick, type Draw, type WrittenChain, type WrittenStep } from './made-chains';

export interface Spoilt {
  /** The step it is told of; or output, input, or a file of the folder. */
  at: string;
  /** What the message has. */
  says: RegExp;
}

type Spoil = (chain: WrittenChain, draw: Draw, files: Record<string, string>) => Spoilt | undefined;
type Spec = Record<string, unknown> & { with?: Record<string, string> };

const of = (chain: WrittenChain, kind: string) => Object.keys(chain.steps).filter((name) => chain.steps[name]![kind]);
const specOf = (chain: WrittenChain, name: string, kind: string) => chain.steps[name]![kind] as Spec;

/** Spoils one of the steps of a kind. */
const anyOf =
  (kind: string, spoil: (spec: Spec, step: WrittenStep, chain: WrittenChain, name: string) => RegExp): Spoil =>
  (chain, draw) => {
    const names = of(chain, kind);
    if (names.length === 0) return undefined;
    const at = pick(names, draw);
    return { at, says: spoil(specOf(chain, at, kind), chain.steps[at]!, chain, at) };
  };
const anyStep =
  (spoil: (step: WrittenStep, chain: WrittenChain, name: string) => RegExp): Spoil =>
  (chain, draw) => {
    const at = pick(Object.keys(chain.steps), draw);
    return { at, says: spoil(chain.steps[at]!, chain, at) };
  };
const told = (kind: string, template: string, says: RegExp): Spoil =>
  anyOf(kind, (spec) => {
    spec.with = { ...spec.with, [Object.keys(spec.with ?? { body: '' })[0]!]: template };
    return says;
  });

export const defects: Record<string, Spoil> = {
  'a step that waits for itself': anyOf('ask', (spec, _step, _chain, name) => {
    spec.with = { text: `{{steps.${name}}}` };
    return /waits for itself: \w+ → \w+$/;
  }),
  'two steps that wait for each other': (chain) => {
    specOf(chain, 'route', 'classify').with = { body: '{{steps.short}}' };
    return { at: 'route|short|reply|last|step_', says: /waits for itself: (\w+) → .*→ \1$/ };
  },
  'a long circle': (chain) => {
    specOf(chain, 'reply', 'answer').with!.email = '{{steps.last}}';
    specOf(chain, 'last', 'ask').with = { text: '{{steps.short}}' };
    specOf(chain, 'short', 'ask').with = { text: '{{steps.reply}}' };
    return { at: 'reply|last|short|route|step_', says: /waits for itself: (\w+) → \w+ → \w+ → \1$/ };
  },
  'a circle through a fallback': (chain, draw) => {
    const [at] = Object.keys(chain.steps).filter(
      (name) => chain.steps[name]!.fallback && (chain.steps[name]!.fallback as Spec).step,
    );
    if (!at || draw() < 0) return undefined;
    const instead = (chain.steps[at]!.fallback as { step: string }).step;
    specOf(chain, instead, 'run').with = { text: `{{steps.${at}}}` };
    return { at: `${at}|${instead}|step_`, says: /waits for itself/ };
  },
  'no time limit': anyStep((step) => {
    delete step.timeLimit;
    return /lacks "timeLimit"/;
  }),
  'a time limit of nothing': anyStep((step) => {
    step.timeLimit = 0;
    return /timeLimit must be > 0/;
  }),
  'a time limit that is a text': anyStep((step) => {
    step.timeLimit = '20 s' as never;
    return /timeLimit must be number/;
  }),
  'a limit longer than serve has': anyStep((step) => {
    step.timeLimit = 600;
    return /may take .* s with all attempts, and an answer 510/;
  }),
  'attempts that are longer together': anyStep((step) => {
    step.timeLimit = 120;
    step.attempts = 5;
    return /may take .* s with all attempts/;
  }),
  'no attempt': anyStep((step) => {
    step.attempts = 0;
    return /attempts must be >= 1/;
  }),
  'a step that does nothing': anyOf('ask', (_spec, step) => {
    delete step.ask;
    return /does nothing: give it one of/;
  }),
  'a step that does two things': anyOf('ask', (_spec, step) => {
    step.retrieve = { corpus: 'policies', question: '{{input.body}}' };
    return /is ask and retrieve/;
  }),
  'a setting that is misspelt': anyStep((step) => {
    step.timelimit = 5;
    return /has no setting "timelimit"/;
  }),
  'a kind that there is not': anyOf('ask', (_spec, step) => {
    step.asks = step.ask as never;
    delete step.ask;
    return /has no setting "asks"/;
  }),
  'no step that answers': (chain) => {
    chain.steps.reply!.ask = {
      model: 'gemini-3.5-flash-lite',
      prompt: 'about.yaml',
      with: { text: (chain.steps.reply!.answer as Spec).with!.notes },
    };
    delete chain.steps.reply!.answer;
    return { at: 'steps', says: /no step asks the model in production/ };
  },
  'two steps that answer': (chain, draw) => {
    const at = pick(of(chain, 'ask'), draw);
    const { text } = specOf(chain, at, 'ask').with!;
    delete chain.steps[at]!.ask;
    chain.steps[at]!.answer = { with: { email: text, notes: '-' } };
    return { at: `${at}|reply`, says: /both ask the model in production/ };
  },
  'a step that nobody has': told('ask', '{{steps.nobody}}', /\{\{steps\.nobody\}\} names no step; there are/),
  'a misspelt step in the answer': told('answer', '{{steps.repli}}', /\{\{steps\.repli\}\} names no step/),
  'a misspelt step in a question': anyOf('retrieve', (spec) => {
    spec.question = '{{steps.rout}}';
    return /\{\{steps\.rout\}\} names no step/;
  }),
  'a misspelt step in what a function is told': told('run', '{{steps.a_b}}', /\{\{steps\.a_b\}\} names no step/),
  'a field that no caller sends': told(
    'ask',
    '{{input.bdy}}',
    /\{\{input\.bdy\}\} names nothing that a caller sends: body, subject/,
  ),
  'a field that no caller sends, mapped over': anyOf('map', (spec) => {
    spec.over = '{{input.text}}';
    spec.chunks = { tokens: 50 };
    return /\{\{input\.text\}\} names nothing that a caller sends/;
  }),
  'an output of a step that is not there': (chain) => {
    chain.output = '{{steps.lost}}';
    return { at: 'output', says: /the output: \{\{steps\.lost\}\} names no step/ };
  },
  'braces that name nothing': told('ask', '{{body}}', /\{\{body\}\} is no name/),
  'braces without a partner': told('ask', '{{input.body', /braces without a partner/),
  'a missing variable': anyOf('ask', (spec) => {
    delete spec.with;
    return /about\.yaml asks for text, which neither "with" gives nor a caller sends/;
  }),
  'a missing variable of the answer': anyOf('answer', (spec) => {
    delete spec.with!.email;
    return /prompt\.yaml asks for email/;
  }),
  'a value that no prompt asks for': anyOf('ask', (spec) => {
    spec.with = { ...spec.with, txt: '-' };
    return /gives txt, which about\.yaml does not ask for/;
  }),
  'a part where there is none': told('ask', '{{part}}', /\{\{part\}\} is there only in the ask of a map/),
  'parts where there is one': anyOf('map', (spec) => {
    (spec.ask as Spec).with = { part: '{{parts}}' };
    return /\{\{parts\}\} is there only in the reduce of a map/;
  }),
  'a map that says nothing of its parts': anyOf('map', (spec) => {
    (spec.ask as Spec).with = { part: 'the same' };
    return /told nothing of \{\{part\}\}/;
  }),
  'a list in a text': (chain) => {
    const [list] = of(chain, 'run').filter((name) => specOf(chain, name, 'run').gives === 'list');
    if (!list) return undefined;
    specOf(chain, 'last', 'ask').with!.text += `{{steps.${list}}}`;
    return { at: 'last', says: /is a list, which is no text/ };
  },
  'a list as the output': (chain) => {
    const [list] = of(chain, 'run').filter((name) => specOf(chain, name, 'run').gives === 'list');
    if (!list) return undefined;
    chain.output += `{{steps.${list}}}`;
    return { at: 'output', says: /is a list, which is no text/ };
  },
  'a label that is mapped over': (chain) => {
    const [at] = of(chain, 'map').filter((name) => !specOf(chain, name, 'map').chunks);
    if (!at) return undefined;
    specOf(chain, at, 'map').over = '{{steps.route}}';
    return { at, says: /\{\{steps\.route\}\} is a label, and no list/ };
  },
  'a text that is mapped over without chunks': anyOf('map', (spec) => {
    delete spec.chunks;
    spec.over = 'Mail: {{input.body}}';
    return /a text is mapped over in chunks/;
  }),
  'a list that is cut in chunks': (chain) => {
    const [at] = of(chain, 'map').filter((name) => !specOf(chain, name, 'map').chunks);
    if (!at) return undefined;
    specOf(chain, at, 'map').chunks = { tokens: 50 };
    return { at, says: /is a list, which is no text/ };
  },
  'more overlap than part': anyOf('map', (spec) => {
    spec.over = '{{input.body}}';
    spec.chunks = { tokens: 50, overlap: 40 };
    return /an overlap of 40 tokens is more than half of a part of 50/;
  }),
  'parts longer than the model reads': anyOf('map', (spec) => {
    spec.over = '{{input.body}}';
    spec.chunks = { tokens: 2_000_000 };
    return /are more than the 1000000 that gemini-3\.5-flash-lite has in mind/;
  }),
  'a field of a text': told('ask', '{{steps.route.name}}', /route gives a label, which has no fields/),
  'a field that the schema does not have': (chain) => {
    const [order] = of(chain, 'repair');
    if (!order) return undefined;
    specOf(chain, 'last', 'ask').with!.text += `{{steps.${order}.buyer.nme}}`;
    return { at: 'last', says: /the schema of \w+ has no field buyer\.nme/ };
  },
  'a list in JSON, in a text': (chain) => {
    const [order] = of(chain, 'repair');
    if (!order) return undefined;
    specOf(chain, 'last', 'ask').with!.text += `{{steps.${order}.items}}`;
    return { at: 'last', says: /\.items\}\} is a list, which is no text/ };
  },
  'a route of a step that gives no label': (chain) => {
    chain.steps.short!.when = { reply: 'spam' };
    return { at: 'short', says: /is on a route of reply, which is answer and gives no label/ };
  },
  'a route of a step that is not there': (chain) => {
    chain.steps.short!.when = { roude: 'spam' };
    return { at: 'short', says: /is on a route of roude, and there is no such step/ };
  },
  'a route by a label that is none': (chain) => {
    chain.steps.short!.when = { route: ['spam', 'refnd'] };
    return { at: 'short', says: /is on the route route: refnd, and the labels of route are refund, spam, other/ };
  },
  'a label without a route': (chain) => {
    chain.steps.reply!.when = { route: 'refund' };
    return { at: 'output', says: /on the route route: \w+ nothing gives it/ };
  },
  'an output that is on no other route': (chain) => {
    chain.output = '{{steps.short}} {{steps.last}} {{steps.reply}}';
    return { at: 'output', says: /on the route route: \w+ nothing gives it/ };
  },
  'a step on no route': (chain) => {
    chain.steps.never = {
      ask: { model: 'gemini-3.5-flash-lite', prompt: 'about.yaml', with: { text: '{{steps.short}}' } },
      timeLimit: 1,
      when: { route: 'other' },
    };
    chain.output = `{{steps.never | steps.reply}}${chain.output}`;
    return { at: 'never', says: /is on no route/ };
  },
  'labels that are the same': anyOf('classify', (spec) => {
    spec.labels = ['a', 'a'];
    return /must NOT have duplicate items/;
  }),
  'a single label': anyOf('classify', (spec) => {
    spec.labels = ['refund'];
    return /must NOT have fewer than 2 items/;
  }),
  'a step that nothing comes of': anyStep((_step, chain, name) => {
    chain.steps[`${name}_too`] = { run: { file: 'clean.js', with: { text: '{{input.body}}' } }, timeLimit: 1 };
    return new RegExp(`nothing comes of the step ${name}_too`);
  }),
  'a field that is sent for nothing': (chain) => {
    chain.input!.push('colour');
    return { at: 'input', says: /a caller has to send colour, and no step is told it/ };
  },
  'a base that is in no catalog': anyOf('ask', (spec) => {
    spec.model = 'gemini-9';
    return /base model "gemini-9" is not in the catalog/;
  }),
  'a base that is closed': anyOf('ask', (spec) => {
    spec.model = 'gemini-gone';
    return /gemini-gone is closed to inference/;
  }),
  'a base that is closed, in a map': anyOf('map', (spec) => {
    (spec.ask as Spec).model = 'gemini-gone';
    return /gemini-gone is closed to inference/;
  }),
  'a base of the local cloud alone': anyOf('classify', (spec) => {
    spec.model = 'landfall-tiny';
    return /landfall-tiny is a model of the local cloud alone/;
  }),
  'a fallback to no base': anyOf('ask', (_spec, step) => {
    step.fallback = { model: 'gemini-9' };
    return /base model "gemini-9" is not in the catalog/;
  }),
  'a fallback to the same base': anyOf('ask', (spec, step) => {
    step.fallback = { model: spec.model };
    return /asks gemini-3\.5-flash-lite already/;
  }),
  'a fallback to another model where none is asked': anyOf('run', (_spec, step) => {
    step.fallback = { model: 'gemini-old' };
    return /asks no model/;
  }),
  'a fallback to a label that is none': anyOf('classify', (_spec, step) => {
    step.fallback = { text: 'nothing' };
    return /falls back to "nothing", and its labels are refund, spam, other/;
  }),
  'a text in place of passages': anyOf('retrieve', (_spec, step) => {
    step.fallback = { text: 'nothing' };
    return /gives passages, whose place no text takes/;
  }),
  'a fallback to a step that is not there': anyStep((step) => {
    step.fallback = { step: 'nobody' };
    return /falls back to nobody, and there is no such step/;
  }),
  'a fallback to a step of another type': anyOf('retrieve', (_spec, step, chain, name) => {
    chain.steps[`${name}_else`] = { run: { file: 'clean.js', with: { text: '{{input.body}}' } }, timeLimit: 1 };
    step.fallback = { step: `${name}_else` };
    return /which gives a text, and \w+ gives passages/;
  }),
  'a fallback to a step that runs anyway': anyOf('answer', (_spec, step) => {
    step.fallback = { step: 'short' };
    return /which .* waits for anyway/;
  }),
  'a fallback of two things': anyStep((step) => {
    step.fallback = { text: 'a', model: 'gemini-old' };
    return /fallback takes 1 setting at most/;
  }),
  'a prompt that is not there': anyOf('ask', (spec) => {
    spec.prompt = 'gone.yaml';
    return /there is no such file/;
  }),
  'a prompt that is none': (_chain, _draw, files) => {
    files['route.yaml'] = 'usr: "{{body}}"\n';
    return { at: 'route.yaml', says: /there is no setting "usr"|the file lacks "user"/ };
  },
  'a function that is no JavaScript': (chain, _draw, files) => {
    if (!Object.values(chain.steps).some(({ run }) => (run as Spec | undefined)?.file === 'clean.js')) return undefined;
    files['clean.js'] = 'function run({ text }) {\n  return text.trim(;\n}\n';
    return { at: 'clean.js', says: /Unexpected token/ };
  },
  'a file without the function': (chain, _draw, files) => {
    if (of(chain, 'run').every((name) => specOf(chain, name, 'run').file !== 'lines.js')) return undefined;
    files['lines.js'] = 'const lines = (text) => text;\n';
    return { at: 'lines.js', says: /a function run\(values\), and there is none/ };
  },
  'a schema that is none': (chain, _draw, files) => {
    if (of(chain, 'repair').length === 0) return undefined;
    files['order.schema.json'] = '{ "type": "objekt" }\n';
    return { at: 'order.schema.json', says: /this is no JSON Schema/ };
  },
  'a schema that refers elsewhere': (chain, _draw, files) => {
    if (of(chain, 'repair').length === 0) return undefined;
    files['order.schema.json'] = '{ "$ref": "https://example.com/order.json" }\n';
    return { at: 'order.schema.json', says: /this is no JSON Schema: can't resolve reference/ };
  },
};
