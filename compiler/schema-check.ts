/** Checks a source file against a JSON Schema and says each complaint in a sentence, on its line. */
import type { ErrorObject } from 'ajv';
import type { Problem } from '../core/problem';
import { plural } from '../core/wording';
import type { SourceFile, ValuePath } from './source-file';

/** A compiled schema, whose errors tell the value and the schema around it. */
interface SchemaCheck {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

/** Fills in defaults in `source.value` and returns what the schema finds wrong with it. */
export function checkAgainst(validate: SchemaCheck, source: SourceFile, file: string): Problem[] {
  if (validate(source.value)) return [];
  return (validate.errors ?? [])
    .filter((error) => !isEcho(error))
    .map((error) => ({ file, line: source.lineOf(pathOf(error)), reason: reasonOf(error) }));
}

/** One that only announces others beside it, or that of several forms the value has not even the outline of this one. */
function isEcho({ keyword, schemaPath, data }: ErrorObject): boolean {
  if (['if', 'propertyNames', 'anyOf'].includes(keyword)) return true;
  const isOfForm = /\/anyOf\/\d+\/\w+$/.test(schemaPath);
  return isOfForm && (keyword === 'type' || (keyword === 'enum' && typeof data === 'object'));
}

function pathOf(error: ErrorObject): ValuePath {
  const path: ValuePath = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const extra = (error.params as { additionalProperty?: string }).additionalProperty ?? error.propertyName;
  return extra === undefined ? path : [...path, extra];
}

function reasonOf(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  const at = where ? `${where} ` : '';
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return `${where ? `${where} has` : 'there is'} no setting ${JSON.stringify(params['additionalProperty'])}${known(error)}`;
    case 'required':
      return `${at}${where ? 'lacks' : 'the file lacks'} ${JSON.stringify(params['missingProperty'])}`.trim();
    case 'maxProperties':
      return `${at}takes ${plural(params['limit'] as number, 'setting')} at most${known(error)}`;
    case 'enum':
      return `${at}must be one of ${(params['allowedValues'] as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`;
    case 'not':
      return `${at}is a reserved name: ${((error.schema as { enum?: string[] }).enum ?? []).join(', ')}`;
    default:
      return error.propertyName === undefined
        ? `${at}${error.message ?? 'is invalid'}`
        : `${at}the name ${JSON.stringify(error.propertyName)} ${error.message ?? 'is invalid'}`;
  }
}

/** The settings that there are, which is all the help that a typing error needs. */
function known({ parentSchema }: ErrorObject): string {
  const names = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
  return names.length > 0 ? `; there are ${names.join(', ')}` : '';
}
