/** That every field of a prompt has something to stand there, and nothing is given that no prompt asks for. */
import { describedStep, type StepQuestion } from '../../core/chain/kinds';
import { wiringOf } from '../../core/chain/wiring';
import { promptsFor, type ChainContext } from './context';

export function checkPrompts(context: ChainContext): void {
  for (const [name, step] of Object.entries(context.chain.steps)) {
    const { kind, asks } = describedStep(step);
    for (const asked of asks) checkPrompt(name, asked, ['steps', name, kind, ...asked.path], context);
  }
}

function checkPrompt(step: string, asked: StepQuestion, at: string[], context: ChainContext): void {
  const { input, complain } = context;
  const prompts = promptsFor(asked, context);
  if (prompts.length === 0) return;
  for (const [file, fields] of prompts) {
    const wiring = wiringOf(asked, fields);
    for (const field of fields)
      if (wiring[field] === `{{input.${field}}}` && !input.includes(field))
        complain(
          at,
          `the step ${step}: ${file} asks for ${field}, which neither "with" gives nor a caller sends (${input.join(', ')})`,
        );
  }
  const files = prompts.map(([file]) => file).join(' and ');
  for (const field of Object.keys(asked.with ?? {}))
    if (!prompts.some(([, fields]) => fields.includes(field)))
      complain([...at, 'with', field], `the step ${step} gives ${field}, which ${files} does not ask for`);
  const { within } = asked;
  if (within === undefined) return;
  const told = prompts.flatMap(([, fields]) => Object.values(wiringOf(asked, fields)));
  if (!told.some((template) => template.includes(`{{${within}}}`)))
    complain(at, `the step ${step}: ${files} is told nothing of {{${within}}}, whatever that is`);
}
