/** One held-out example as base and tuned model answered it during evaluation, from the run's own report. */
import type { EvaluationReport, ModelEvaluated } from '../schemas/generated/types';
import type { Ledger } from '../operations/ledger/ledger';

export interface HeldOutAnswer {
  input: string;
  reference: string;
  base: string;
  candidate: string;
  /** A base as it is, with a prompt of its own. */
  isPrompted: boolean;
}

/**
 * The example shown is the first one in the report, chosen before anyone saw the answers.
 * @param subject the candidate to set beside the base
 */
export async function readHeldOutAnswer(
  ledger: Ledger,
  evaluated: ModelEvaluated,
  subject: { id: string; isPrompted: boolean },
): Promise<HeldOutAnswer | undefined> {
  const text = await ledger.readText(evaluated.reportUri);
  const example = text && (JSON.parse(text) as EvaluationReport).predictions[0];
  if (!example) return undefined;
  return {
    input: example.prompt,
    reference: example.target,
    base: example.answers['base']?.text ?? '',
    candidate: example.answers[subject.id]?.text ?? '',
    isPrompted: subject.isPrompted,
  };
}
