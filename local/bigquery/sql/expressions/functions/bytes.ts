/** Functions of bytes, and hashes. */
import type { Node } from '../../ast';
import type { Translation } from '../../context';
import { call, write, type FunctionRule } from './rule';

export const byteFunctions: Record<string, FunctionRule> = {
  FARM_FINGERPRINT: call('bq_farm_fingerprint', 1),
  MD5: write(1, 1, ([value]) => `from_hex(md5(${value}))`),
  SHA1: write(1, 1, ([value]) => `from_hex(sha1(${value}))`),
  SHA256: write(1, 1, ([value]) => `from_hex(sha256(${value}))`),
  TO_HEX: write(1, 1, ([value]) => `lower(hex(${value}))`),
  FROM_HEX: call('from_hex', 1),
  TO_BASE64: call('to_base64', 1),
  FROM_BASE64: call('from_base64', 1),
  SAFE_CONVERT_BYTES_TO_STRING: call('bq_bytes_to_string', 1),
  GENERATE_UUID: write(0, 0, () => 'CAST(uuid() AS VARCHAR)'),
};

/** Whether an expression is bytes by its looks; columns are taken for texts. */
export function isBytes(node: Node | undefined, t: Translation): boolean {
  if (node?.paren) return isBytes(node.paren.this as Node, t);
  if (node?.cast) return /binary|bytes/i.test(JSON.stringify(node.cast.to));
  if (node?.literal) return t.stringLiteral(node)?.kind === 'bytes';
  const name = (node?.function?.name as string | undefined) ?? Object.keys(node ?? {})[0] ?? '';
  return /^(MD5|SHA1|SHA256|SHA512|FROM_HEX|FROM_BASE64|CODE_POINTS_TO_BYTES)$/i.test(name);
}
