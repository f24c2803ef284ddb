/** Finds the fields that the API's protos mark REQUIRED and a request leaves out. */
import { Type } from 'protobufjs';
import { invalidFields, type FieldViolation } from '../rpc/errors';
import { snakeCase } from '../rpc/field-names';

type Fields = Record<string, unknown>;

/** @throws RpcError INVALID_ARGUMENT that names every missing field, in Vertex AI's own words. */
export function checkRequiredFields(type: Type, request: object): void {
  const violations: FieldViolation[] = [];
  collect(type, request as Fields, '', violations);
  if (violations.length === 0) return;
  const found = violations.map(
    ({ field, description }, index) => `${index + 1}.Field: ${field}; Message: ${description}`,
  );
  throw invalidFields(`List of found errors:\t${found.join('\t')}\t`, violations);
}

function collect(type: Type, request: Fields, path: string, violations: FieldViolation[]): void {
  for (const field of type.fieldsArray) {
    field.resolve();
    const behaviour = field.options?.['(google.api.field_behavior)'] as string | undefined;
    const value = Object.hasOwn(request, field.name) ? request[field.name] : undefined;
    const place = path ? `${path}.${snakeCase(field.name)}` : snakeCase(field.name);
    // A number that is left out cannot be told from 0.
    if (behaviour === 'REQUIRED' && isEmpty(value) && typeof field.typeDefault !== 'number') {
      violations.push({ field: place, description: 'Required field is not set.' });
    } else if (field.resolvedType instanceof Type && !field.map && value != null && behaviour !== 'OUTPUT_ONLY') {
      // An update brings what its mask names, and may leave out all else (https://google.aip.dev/134).
      if (type.fields['updateMask']) continue;
      const inner = field.resolvedType;
      if (!field.repeated) collect(inner, value as Fields, place, violations);
      else (value as Fields[]).forEach((item, i) => collect(inner, item, `${place}[${i}]`, violations));
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
