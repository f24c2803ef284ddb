/** That what takes a step's place can: it gives what the step gives, and is kept for that. */
import { describedStep } from '../../core/chain/kinds';
import { waitsFor } from '../../core/chain/graph';
import { typeInWords } from '../../core/chain/types';
import { stepsIn } from '../../core/chain/wiring';
import type { ChainContext } from './context';

export function checkFallbacks(context: ChainContext): void {
  for (const [name, { fallback }] of Object.entries(context.chain.steps)) {
    if (fallback?.text !== undefined) checkText(name, fallback.text, context);
    if (fallback?.model !== undefined) checkModel(name, fallback.model, context);
    if (fallback?.step !== undefined) checkStep(name, fallback.step, context);
  }
}

function checkText(name: string, text: string, { chain, complain }: ChainContext): void {
  const { gives, labels } = describedStep(chain.steps[name]!);
  const at = ['steps', name, 'fallback', 'text'];
  if (labels && !labels.includes(text))
    complain(at, `the step ${name} falls back to ${JSON.stringify(text)}, and its labels are ${labels.join(', ')}`);
  else if (gives !== 'text' && gives !== 'label')
    complain(at, `the step ${name} gives ${typeInWords[gives]}, whose place no text takes: name another step`);
}

function checkModel(name: string, model: string, { chain, complain }: ChainContext): void {
  const { asks, kind } = describedStep(chain.steps[name]!);
  const at = ['steps', name, 'fallback', 'model'];
  if (asks.length === 0)
    complain(
      at,
      `the step ${name} asks no model, in whose place ${model} could be: ${kind} falls back to a text or a step`,
    );
  else if (asks.every((asked) => asked.model === model))
    complain(at, `the step ${name} asks ${model} already: to ask it again, say attempts: 2`);
}

function checkStep(name: string, instead: string, { chain, files, complain }: ChainContext): void {
  const { steps, output } = chain;
  const at = ['steps', name, 'fallback', 'step'];
  const [own, other] = [describedStep(steps[name]!), describedStep(steps[instead]!)];
  const where = `the step ${name} falls back to ${instead}`;
  if (own.labels && !other.labels?.every((label) => own.labels!.includes(label)))
    complain(at, `${where}, which may give what is none of its labels: ${own.labels.join(', ')}`);
  else if (own.gives !== other.gives && !(own.gives === 'text' && other.gives === 'label'))
    complain(at, `${where}, which gives ${typeInWords[other.gives]}, and ${name} gives ${typeInWords[own.gives]}`);
  else if (own.schemaIn(files) !== other.schemaIn(files)) complain(at, `${where}, whose JSON has another schema`);
  if (steps[instead]!.when)
    complain(at, `${where}, which is on a route of its own: a step that takes another's place is on its route`);
  const users = Object.keys(steps).filter((each) => waitsFor(each, steps).includes(instead));
  if (stepsIn(output).includes(instead)) users.push('the output');
  if (users.length > 0)
    complain(
      at,
      `${where}, which ${users.join(', ')} waits for anyway: what takes another's place is named nowhere else`,
    );
}
