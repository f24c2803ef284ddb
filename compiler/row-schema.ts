/** What a row schema must be beyond JSON Schema: its properties become the columns of a table. */
import { Ajv2020, type Options } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { forbiddenCharacter, isKeptName, longestColumnName } from '../core/column-names';
import type { Problem } from '../core/problem';
import type { RowSchema } from '../core/row-schema';
import type { SourceFile } from './source-file';

const createAjv = (options: Options): Ajv2020 => addFormats.default(new Ajv2020(options));

/** Of all row schemas: to compile the schema of schemas takes longer than any of them. */
const metaschema = createAjv({ allErrors: true });

const isColumnName = (name: string) =>
  name !== '' && name.length <= longestColumnName && forbiddenCharacter(name) === undefined;

/** A row schema must be a JSON Schema of an object whose every property has a type and can be a column. */
export function checkRowSchema(schema: SourceFile, file: string): Problem[] {
  try {
    const alone = { ...(schema.value as object), $id: undefined };
    void metaschema.validateSchema(alone, true);
    // A column may hold numbers and texts: it is JSON in the warehouse.
    createAjv({ strict: true, strictRequired: false, allowUnionTypes: true, validateSchema: false }).compile(alone);
  } catch (error) {
    return [{ file, line: 1, reason: `this is no JSON Schema: ${(error as Error).message}` }];
  }
  const { type, properties = {} } = schema.value as RowSchema;
  const problems: Problem[] = [];
  if (type !== 'object')
    problems.push({ file, line: schema.lineOf(['type']), reason: 'a row schema has "type": "object"' });
  if (Object.keys(properties).length === 0) {
    const reason = 'a row schema names its columns in "properties"';
    problems.push({ file, line: schema.lineOf(['properties']), reason });
  }
  const seen = new Set<string>();
  for (const [name, property] of Object.entries(properties)) {
    const complain = (reason: string) =>
      problems.push({
        file,
        line: schema.lineOf(['properties', name]),
        reason: `column ${JSON.stringify(name)} ${reason}`,
      });
    if (property.type === undefined) complain('has no "type"');
    if (!isColumnName(name)) complain('has a name that no column of BigQuery can have');
    if (isKeptName(name)) complain('has a name that is kept for Landfall or BigQuery');
    if (seen.has(name.toLowerCase())) complain('differs from another only in upper and lower case');
    seen.add(name.toLowerCase());
  }
  return problems;
}
