/** Tokens that only this local cloud can have issued. */
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWK } from 'jose';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const issuer = 'https://accounts.google.com';

export interface Tokens {
  issueAccessToken(email: string): string;
  /** The account that the token was issued to; undefined when it was not issued here. */
  readAccessToken(token: string): string | undefined;
  /** Valid for an hour, as Google's. */
  issueIdToken(email: string, audience: string): Promise<string>;
  /** @throws JOSEError when the signature, the audience or the time is wrong */
  verifyIdToken(token: string, audience: string): Promise<{ email: string }>;
  /** The public keys, as `https://www.googleapis.com/oauth2/v3/certs` serves Google's. */
  keys(): Promise<{ keys: JWK[] }>;
}

/** Keys live as long as the process: it does not accept the tokens of an earlier one. */
export function createTokens(): Tokens {
  const secret = randomBytes(32);
  const keyPair = generateKeyPair('RS256');
  const keyId = randomBytes(8).toString('hex');
  const sign = (email: string): Buffer => createHmac('sha256', secret).update(email).digest();

  return {
    // Google's access tokens are opaque; this one carries its account so that no list of tokens is kept.
    issueAccessToken: (email) =>
      `landfall.${Buffer.from(email).toString('base64url')}.${sign(email).toString('base64url')}`,
    readAccessToken(token) {
      const [prefix, encoded, signature] = token.split('.');
      if (prefix !== 'landfall' || !encoded || !signature) return undefined;
      const email = Buffer.from(encoded, 'base64url').toString();
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(email);
      return given.length === expected.length && timingSafeEqual(given, expected) ? email : undefined;
    },
    async issueIdToken(email, audience) {
      return await new SignJWT({ email, email_verified: true })
        .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(email)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign((await keyPair).privateKey);
    },
    async verifyIdToken(token, audience) {
      const { payload } = await jwtVerify(token, (await keyPair).publicKey, { issuer, audience });
      return { email: String(payload['email']) };
    },
    async keys() {
      return { keys: [{ ...(await exportJWK((await keyPair).publicKey)), kid: keyId, alg: 'RS256', use: 'sig' }] };
    },
  };
}
