/** Personal data and secrets in the rendered texts: found, and redacted where the pipeline says so. */
import { saltOf } from '../../../core/personal-data/redact';
import type { Making } from '../context';

/**
 * The table to go on with. Rendered examples have a column personal_data, an empty ARRAY<STRING>, so that without anything
 * to look for their own table will do; otherwise it names the kinds that were found, and
 * personal_data_masked what was found, but for most of it.
 */
export async function screen(rendered: string, { steps, configuration }: Making): Promise<string> {
  const { pipeline } = configuration;
  const { policy, kinds } = pipeline.validation.personalData;
  if (policy === 'off') return rendered;
  return steps.table('screened', {
    file: 'version/personal-data.sql',
    slots: { rendered },
    params: { kinds: kinds.toSorted(), redacts: policy === 'redact', salt: saltOf(pipeline.name) },
  });
}

/** Whether what is found decides which texts there are: they may be used beside the search for it otherwise. */
export const decidesTexts = ({ pipeline }: Making['configuration']): boolean =>
  ['quarantine', 'redact'].includes(pipeline.validation.personalData.policy);
