/** That nothing is declared for nothing: a step that has to be paid for, a field that a caller has to send. */
import { leadsTo, reachedFrom } from '../../core/chain/graph';
import { describedStep } from '../../core/chain/kinds';
import { namesIn, parseChainTemplate } from '../../core/chain/template';
import { stepsIn, wiringOf } from '../../core/chain/wiring';
import { promptsFor, type ChainContext } from './context';

export function checkUse(context: ChainContext): void {
  const { chain, complain } = context;
  const { steps, output } = chain;
  const reached = reachedFrom(stepsIn(output), (name) => leadsTo(name, steps));
  for (const name of Object.keys(steps))
    if (!reached.has(name))
      complain(['steps', name], `nothing comes of the step ${name}: neither the output nor a step behind it names it`);

  const used = new Set(
    [output, ...Object.values(steps).flatMap((step) => templatesIn(step, context))].flatMap((template) =>
      namesIn(parseChainTemplate(template)).flatMap((name) => (name.of === 'input' ? [name.field] : [])),
    ),
  );
  for (const [place, field] of (chain.input ?? []).entries())
    if (!used.has(field)) complain(['input', place], `a caller has to send ${field}, and no step is told it`);
}

function templatesIn(step: ChainContext['chain']['steps'][string], context: ChainContext): string[] {
  const { takes, asks } = describedStep(step);
  const wired = asks.flatMap((asked) =>
    promptsFor(asked, context).flatMap(([, fields]) => Object.values(wiringOf(asked, fields))),
  );
  return [...takes.map(({ template }) => template), ...wired];
}
