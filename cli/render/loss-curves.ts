/** How training went: the loss of each step and that on the validation split, drawn as SVG, and in words. */
import { ticks } from '../../core/ticks';
import { plural, thousands } from '../../core/wording';
import type { Losses } from '../../schemas/generated/types';
import type { CandidateView } from '../../operations/runs/candidates';
import { lossWords } from '../../operations/runs/loss-words';
import { element, text } from './html';

type Curve = Losses['training'];

const [wide, high] = [520, 200];
/** Room for the numbers of the axes. */
const margin = { left: 44, right: 8, top: 8, bottom: 22 };

/** A section of a page for each candidate whose losses are known, or missed. */
export function curvesHtml(candidates: CandidateView[]): string {
  return candidates
    .flatMap(({ id, losses, lossesUnknown, chosen }) => {
      if (losses) return [element('p', text(`${id}: ${lossWords(losses, chosen)}`)) + drawn(losses)];
      return lossesUnknown === undefined ? [] : [element('p', text(`${id}: not known: ${lossesUnknown}`), 'quiet')];
    })
    .join('\n');
}

function drawn({ training, validation }: Losses): string {
  const all = [...training, ...validation];
  if (all.length < 2) return '';
  const steps = ticks(Math.max(...all.map(({ step }) => step)));
  const losses = ticks(Math.max(...all.map(({ loss }) => loss)));
  const place = (value: number, of: number[], from: number, to: number) => from + (value / of.at(-1)!) * (to - from);
  const x = (step: number) => place(step, steps, margin.left, wide - margin.right).toFixed(1);
  const y = (loss: number) => place(loss, losses, high - margin.bottom, margin.top).toFixed(1);
  const path = (curve: Curve) => curve.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(' ');
  const label = (left: string, top: string, anchor: string, value: string) =>
    `<text x="${left}" y="${top}" text-anchor="${anchor}">${value}</text>`;
  const dots = validation.map(({ step, loss }) => `<circle class="dot" cx="${x(step)}" cy="${y(loss)}" r="3"/>`);
  const inner = [
    ...losses.map(
      (loss) =>
        `<line class="grid" x1="${margin.left}" y1="${y(loss)}" x2="${wide - margin.right}" y2="${y(loss)}"/>` +
        label(String(margin.left - 6), String(Number(y(loss)) + 4), 'end', String(loss)),
    ),
    ...steps.map((step) => label(x(step), String(high - 6), step === steps.at(-1) ? 'end' : 'middle', thousands(step))),
    `<polyline class="training" points="${path(training)}"/>`,
    `<polyline class="validation" points="${path(validation)}"/>`,
    ...dots,
  ];
  const title = `losses over ${plural(training.at(-1)?.step ?? 0, 'step')}`;
  const key = `<p class="quiet"><span class="training">━</span> training <span class="validation">●</span> validation: the loss by step, as the service measures it</p>`;
  return `<svg class="plot curves" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${title}">${inner.join('')}</svg>${key}`;
}
