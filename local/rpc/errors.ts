/** Errors in Google's shape: a google.rpc.Status with its details, which gRPC and REST each put in their own words. */
import { codes, type CodeName } from './codes';

/** A message of google/rpc/error_details.proto, as JSON. */
export type ErrorDetail = { '@type': `type.googleapis.com/google.rpc.${string}` } & Record<string, unknown>;

/** google.rpc.Status as JSON. */
export interface RpcStatus {
  code: number;
  message: string;
  details?: ErrorDetail[];
}

/** A refused call. */
export class RpcError extends Error {
  constructor(
    readonly status: CodeName,
    message: string,
    readonly details: ErrorDetail[] = [],
  ) {
    super(message);
    this.name = 'RpcError';
  }

  get httpStatus(): number {
    return codes[this.status].http;
  }

  toStatus(): RpcStatus {
    const { status, message, details } = this;
    return { code: codes[status].code, message, ...(details.length > 0 && { details }) };
  }

  /** The body of an HTTP answer. */
  toBody(): object {
    const { httpStatus: code, message, status, details } = this;
    return { error: { code, message, status, ...(details.length > 0 && { details }) } };
  }
}

export interface FieldViolation {
  /** Path in snake_case, as Google reports it: `tuning_job.supervised_tuning_spec`. */
  field: string;
  description: string;
}

export function invalidFields(message: string, fieldViolations: FieldViolation[]): RpcError {
  return new RpcError('INVALID_ARGUMENT', message, [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations },
  ]);
}

export function invalidField(field: string, description: string): RpcError {
  return invalidFields(`${field}: ${description}`, [{ field, description }]);
}

/** The machine-readable cause of an error. @param domain the API that tells it, such as pubsub.googleapis.com */
export function errorInfo(reason: string, domain: string, metadata: Record<string, string>): ErrorDetail {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, metadata };
}

/** Refusals by `local/iam`, by the names of its errors. */
const refusals: Record<string, CodeName> = {
  PermissionDenied: 'PERMISSION_DENIED',
  RoleNotSupported: 'INVALID_ARGUMENT',
};

/** What a handler threw, as an error to answer with. Anything unforeseen is INTERNAL. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return new RpcError(refusals[name] ?? 'INTERNAL', message);
}
