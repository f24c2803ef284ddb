/** That every label leads somewhere: on each route there is an output, and each step is on one. */
import { describedStep, stepKindOf } from '../../core/chain/kinds';
import { needsIn } from '../../core/chain/needs';
import { countRoutes, everyRoute, isGiven, labelsOf, routing, type Labels } from '../../core/chain/routes';
import type { ChainContext } from './context';

/** Combinations of labels that are gone through. */
const mostRoutes = 10_000;

/** Of a chain without circles. */
export function checkRoutes({ chain, complain }: ChainContext): void {
  const { steps, output } = chain;
  let isGood = true;
  for (const [name, { when = {} }] of Object.entries(steps)) {
    for (const [by, wanted] of Object.entries(when)) {
      const at = ['steps', name, 'when', by];
      const { labels } = describedStep(steps[by]!);
      if (!labels) {
        complain(
          at,
          `the step ${name} is on a route of ${by}, which is ${stepKindOf(steps[by]!)} and gives no label: only classify does`,
        );
        isGood = false;
        continue;
      }
      for (const label of labelsOf(wanted).filter((each) => !labels.includes(each)))
        complain(
          at,
          `the step ${name} is on the route ${by}: ${label}, and the labels of ${by} are ${labels.join(', ')}`,
        );
    }
  }
  if (!isGood) return;
  const count = countRoutes(steps);
  if (count > mostRoutes)
    return complain(['steps'], `the labels make ${count} routes, of which ${mostRoutes} can be looked at: take fewer`);

  const on = routing(steps);
  const needs = needsIn(output);
  const neverOn = new Set(Object.keys(steps));
  let without: Labels | undefined;
  for (const labels of everyRoute(steps)) {
    const isOn = on(labels);
    if (!isGiven(needs, isOn)) without ??= labels;
    for (const name of neverOn) if (isOn(name)) neverOn.delete(name);
  }
  if (without)
    complain(
      ['output'],
      `the output: on the route ${inWords(without)} nothing gives it; name what does, as in {{steps.a | steps.b}}`,
    );
  for (const name of neverOn)
    complain(
      ['steps', name],
      `the step ${name} is on no route: whatever the labels, something that it waits for is not there`,
    );
}

const inWords = (labels: Labels): string =>
  Object.entries(labels)
    .map(([step, label]) => `${step}: ${label}`)
    .join(', ') || 'without labels';
