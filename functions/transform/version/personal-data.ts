/** Personal data and secrets in the rendered texts: found, and redacted where the pipeline says so. */
import { digest } from '../../../core/digest';
import { configurationOf } from '../../shared/stage/ledger';
import { fillSlots } from '../../../core/statement';
import { intoStaging, stagingTable, type TransformContext } from '../context';

/** What screen fills: the columns of rendered examples, and personal_data_masked for reports. */
export const screenedTable = (context: TransformContext): string => stagingTable('screened', context);

/**
 * The table to go on with. Rendered examples have a column personal_data, an empty ARRAY<STRING>, so that without anything
 * to look for their own table will do; otherwise it names the kinds that were found.
 */
export async function screen(rendered: string, context: TransformContext): Promise<string> {
  const { sql, pipeline } = configurationOf(context.run);
  const { policy, kinds } = pipeline.validation.personalData;
  if (policy === 'off') return rendered;
  const { sql: shapes } = fillSlots(sql, 'version/personal-data-shapes.sql', {});
  const statement = {
    ...fillSlots(sql, 'version/personal-data.sql', { rendered, shapes }),
    params: { kinds, redacts: policy === 'redact', salt: saltOf(pipeline.name) },
  };
  return intoStaging('screened', statement, context);
}

/**
 * Makes the tokens of one pipeline other than those of the next, and tables of digests made beforehand useless. It is no secret:
 * who has a list of likely values and Landfall's code can still try them.
 */
const saltOf = (pipeline: string): string => digest(`landfall personal data of ${pipeline}`);
