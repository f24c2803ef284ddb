/** Requests for what may be gone by the time that they are made. */

/** NOT_FOUND, in gRPC and in HTTP. */
const goneCodes = [5, 404];

/** @returns undefined when what was asked for is gone. @param codes that say so */
export async function unlessGone<T>(request: Promise<T>, codes = goneCodes): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (codes.includes(Number((error as { code?: unknown }).code))) return undefined;
    throw error;
  }
}
