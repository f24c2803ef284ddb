/** landfall why: from an answer to the model, its verdict, its data, and the rows that are like it. */
import { idOfAnswer } from '../../operations/warehouse/answer';
import { connect } from '../cloud';
import { print, printJson } from '../output';
import { labelledProse } from '../render/run-lines';
import { terminalWidth } from '../render/text';
import { whyRows } from '../render/why-lines';
import { summarize } from '../../operations/runs/summary';
import { readWhy } from '../../operations/warehouse/why';

export async function why(id: string, { json }: { json?: boolean }): Promise<void> {
  const found = await readWhy(await connect(), idOfAnswer(id));
  if (json) {
    const { view, card, ...told } = found;
    return printJson({ ...told, ...(view && { run: summarize(view) }), ...(card && { dataset: card }) });
  }
  const isPiped = terminalWidth(process.stdout) === undefined;
  for (const [label, text] of whyRows(found))
    print(isPiped ? `${label}\t${text.replaceAll(/\s*\n\s*/g, '\t')}` : labelledProse(label, text));
}
