/** A chain as it is run: what each step waits for, worked out once for all questions that come by it. */
import { leadsTo, reachedFrom, begunAlways, waitsFor } from '../../../core/chain/graph';
import { describedStep, type StepQuestion } from '../../../core/chain/kinds';
import { needsOf, type Need } from '../../../core/chain/needs';
import { labelsOf } from '../../../core/chain/routes';
import { namesAlone, parseChainTemplate, type Name, type Piece } from '../../../core/chain/template';
import { wiringOf } from '../../../core/chain/wiring';
import { parsePrompt, type Prompt } from '../../../core/prompt';
import type { ChainFiles, ChainSpec, ChainStep } from '../../../schemas/generated/types';

export interface PlannedStep {
  name: string;
  kind: ReturnType<typeof describedStep>['kind'];
  spec: ChainStep;
  when: [step: string, labels: string[]][];
  needs: Need[];
  /** Begun with the question; the others only when they are to take another's place. */
  isBegunAlways: boolean;
  /** The steps that must not be on the route for this one's text to be the caller's, as it comes; undefined where it never is. */
  streamsWithout?: string[];
}

export interface Plan {
  steps: Map<string, PlannedStep>;
  output: Piece[];
  /** The step whose text is the caller's, where it is one alone; of several the first that is on the route. */
  shown: string[];
  /** Whether the caller's text is what one model says: then a limit of its tokens holds for the steps that are shown. */
  isLimitable: boolean;
  pieces: (template: string) => Piece[];
  /** A question's prompt, and the template behind each of its fields. @param question as it stands in the chain: it is worked out once */
  wired: (question: Question, tunedOn: Prompt, within?: StepQuestion['within']) => Wired;
  files: ChainFiles;
}

/** A question of a step: of the model in production without model and prompt. */
export type Question = Pick<StepQuestion, 'model' | 'prompt' | 'with' | 'grounding'>;

interface Wired {
  prompt: Prompt;
  fields: [name: string, template: Piece[]][];
}

const plans = new WeakMap<ChainSpec, Plan>();

/** Made at the first question, and kept as long as the run's configuration. */
export function planOf(chain: ChainSpec, files: ChainFiles): Plan {
  const known = plans.get(chain);
  if (known) return known;
  const always = begunAlways(chain);
  const output = parseChainTemplate(chain.output);
  const shown = shownIn(output);
  const steps = Object.entries(chain.steps).map(([name, spec]): [string, PlannedStep] => {
    const { kind } = describedStep(spec);
    const without = shown.includes(name) && canStream(spec) ? streamsWithout(name, shown, chain) : undefined;
    return [
      name,
      {
        name,
        kind,
        spec,
        when: Object.entries(spec.when ?? {}).map(([by, wanted]) => [by, labelsOf(wanted)]),
        needs: needsOf(spec),
        isBegunAlways: always.has(name),
        ...(without && { streamsWithout: without }),
      },
    ];
  });
  const pieces = remembered(parseChainTemplate);
  const prompts = remembered((file) => parsePrompt(files.prompts[file]!));
  // A run's models may have been tuned on several prompts.
  const wired = new WeakMap<Question, Wired & { of: Prompt }>();
  const plan: Plan = {
    steps: new Map(steps),
    output,
    shown,
    isLimitable: shown.length > 0 && shown.every((name) => saysItself(chain.steps[name]!)),
    pieces,
    wired(question, tunedOn, within) {
      const known = wired.get(question);
      if (known?.of === tunedOn) return known;
      const prompt = question.prompt === undefined ? tunedOn : prompts(question.prompt);
      const templates = wiringOf({ ...question, path: [], within }, prompt.fields);
      const fields = Object.entries(templates).map(([name, template]): [string, Piece[]] => [name, pieces(template)]);
      const made = { of: tunedOn, prompt, fields };
      wired.set(question, made);
      return made;
    },
    files,
  };
  plans.set(chain, plan);
  return plan;
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key)!;
  };
}

const stepsOf = (names: Name[]): string[] => names.flatMap((name) => (name.of === 'step' ? [name.step] : []));

function shownIn(output: Piece[]): string[] {
  const names = namesAlone(output) ?? [];
  return names.every((name) => name.of === 'step' && name.path.length === 0) ? stepsOf(names) : [];
}

/** What takes its place is another step's, and made without a limit. */
const saysItself = ({ answer, ask, fallback }: ChainStep): boolean =>
  (answer !== undefined || ask !== undefined) && fallback?.step === undefined;

/** What a model says is sent on as it comes. */
const canStream = ({ answer, ask, map }: ChainStep): boolean =>
  [answer, ask, map?.reduce].some((each) => each !== undefined);

/**
 * Its alternatives before it in the output, of which it has to be known that they are not on the route; undefined where that is not
 * known before the step has come to its end.
 */
function streamsWithout(name: string, shown: string[], { steps }: ChainSpec): string[] | undefined {
  const before = shown.slice(0, shown.indexOf(name));
  const deciding = [...reachedFrom(before, (each) => leadsTo(each, steps))].flatMap((each) =>
    Object.keys(steps[each]!.when ?? {}),
  );
  return reachedFrom(deciding, (each) => waitsFor(each, steps)).has(name) ? undefined : before;
}
