import { describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createAccess } from '../../../local/iam';
import { owner } from '../../../local/iam/access';
import type { Policy } from '../../../local/iam/policy';
import { createTokens } from '../../../local/iam/tokens';

const email = 'landfall-tune@p.iam.gserviceaccount.com';

function accessThat(allows: Policy['allows']) {
  const tokens = createTokens();
  return {
    tokens,
    access: createAccess({ allows, replace: () => {}, setOn: () => {}, inForce: () => Promise.resolve() }, tokens, 'p'),
  };
}

describe('access', () => {
  test('knows a service account by the token it issued', () => {
    const { access } = accessThat(() => true);
    expect(access.identify(`Bearer ${access.issueAccessToken(email)}`)).toEqual({ kind: 'serviceAccount', email });
  });

  test.each([
    ['no token', undefined],
    ["a developer's own token", 'Bearer ya29.something'],
    ['a token of another local cloud', `Bearer ${createTokens().issueAccessToken(email)}`],
  ])('takes %s for the owner', (_what, authorization) => {
    expect(accessThat(() => false).access.identify(authorization)).toEqual(owner);
  });

  test('lets the owner do everything', () => {
    expect(() =>
      accessThat(() => false).access.check(owner, 'storage.objects.get', 'projects/_/buckets/b'),
    ).not.toThrow();
  });

  test('says who lacks which permission on what', () => {
    const { access } = accessThat(() => false);
    expect(() =>
      access.check({ kind: 'serviceAccount', email }, 'pubsub.topics.publish', 'projects/p/topics/t'),
    ).toThrow(`Permission 'pubsub.topics.publish' denied on resource 'projects/p/topics/t' for ${email}`);
  });

  test('signs push tokens that its public keys verify', async () => {
    const { access, tokens } = accessThat(() => true);
    const token = await access.issueIdToken(email, 'http://f');
    const { payload } = await jwtVerify(token, createLocalJWKSet(await tokens.keys()), { audience: 'http://f' });
    expect(payload).toMatchObject({ email, iss: 'https://accounts.google.com' });
    await expect(tokens.verifyIdToken(token, 'http://g')).rejects.toThrow('"aud"');
  });

  test('signs no push token in the name of an account that Pub/Sub may not speak for', async () => {
    const { access } = accessThat((_member, permission) => permission !== 'iam.serviceAccounts.getOpenIdToken');
    await expect(access.issueIdToken(email, 'http://f')).rejects.toThrow(
      `'iam.serviceAccounts.getOpenIdToken' denied on resource 'projects/p/serviceAccounts/${email}'`,
    );
  });
});
