/** Errors in Google's shape: a google.rpc.Status, which gRPC and REST each put in their own words. */
import { PermissionDenied } from '../iam/access';

/** google.rpc.Code, with the HTTP status that Google gives each (google/rpc/code.proto). */
const codes = {
  CANCELLED: { code: 1, http: 499 },
  UNKNOWN: { code: 2, http: 500 },
  INVALID_ARGUMENT: { code: 3, http: 400 },
  DEADLINE_EXCEEDED: { code: 4, http: 504 },
  NOT_FOUND: { code: 5, http: 404 },
  ALREADY_EXISTS: { code: 6, http: 409 },
  PERMISSION_DENIED: { code: 7, http: 403 },
  RESOURCE_EXHAUSTED: { code: 8, http: 429 },
  FAILED_PRECONDITION: { code: 9, http: 400 },
  ABORTED: { code: 10, http: 409 },
  UNIMPLEMENTED: { code: 12, http: 501 },
  INTERNAL: { code: 13, http: 500 },
  UNAVAILABLE: { code: 14, http: 503 },
} as const;

export type ErrorStatus = keyof typeof codes;

/** google.rpc.Status as JSON. */
export interface RpcStatus {
  code: number;
  message: string;
  details?: ({ '@type': string } & Record<string, unknown>)[];
}

export class VertexError extends Error {
  constructor(
    readonly status: ErrorStatus,
    message: string,
    readonly details: NonNullable<RpcStatus['details']> = [],
  ) {
    super(message);
    this.name = 'VertexError';
  }

  get httpStatus(): number {
    return codes[this.status].http;
  }

  toStatus(): RpcStatus {
    return {
      code: codes[this.status].code,
      message: this.message,
      ...(this.details.length > 0 && { details: this.details }),
    };
  }
}

export interface FieldViolation {
  /** Path in snake_case, as Google reports it: `tuning_job.supervised_tuning_spec`. */
  field: string;
  description: string;
}

export function invalidFields(message: string, fieldViolations: FieldViolation[]): VertexError {
  return new VertexError('INVALID_ARGUMENT', message, [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations },
  ]);
}

export function invalidField(field: string, description: string): VertexError {
  return invalidFields(`${field}: ${description}`, [{ field, description }]);
}

export const notFound = (name: string): VertexError => new VertexError('NOT_FOUND', `${name} is not found.`);

/** What a handler threw, as an error of the API. Anything unforeseen is INTERNAL. */
export function toVertexError(error: unknown): VertexError {
  if (error instanceof VertexError) return error;
  if (error instanceof PermissionDenied) {
    return new VertexError('PERMISSION_DENIED', error.message, [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'IAM_PERMISSION_DENIED',
        domain: 'aiplatform.googleapis.com',
        metadata: { permission: error.permission, resource: error.resource },
      },
    ]);
  }
  return new VertexError('INTERNAL', error instanceof Error ? error.message : String(error));
}
