import { describe, expect, test } from '@jest/globals';
import { hostOf, locationIn, locationOfHost, nearestLocation } from '../../core/vertex-locations';

describe('a location of Vertex AI', () => {
  test.each([
    ['us-central1', 'us-central1-aiplatform.googleapis.com'],
    ['europe-west4', 'europe-west4-aiplatform.googleapis.com'],
    ['us', 'aiplatform.us.rep.googleapis.com'],
    ['eu', 'aiplatform.eu.rep.googleapis.com'],
    ['global', 'aiplatform.googleapis.com'],
  ])('%s has the host %s, and the host has it', (location, host) => {
    expect(hostOf(location)).toBe(host);
    expect(locationOfHost(host)).toBe(location);
  });

  test.each(['us-aiplatform.googleapis.com', 'aiplatform.asia.rep.googleapis.com', 'storage.googleapis.com'])(
    'is not behind %s, which is no host of it',
    (host) => expect(locationOfHost(host)).toBeUndefined(),
  );

  test.each([
    ['projects/p/locations/us/endpoints/1', 'us'],
    ['projects/p/locations/us-central1', 'us-central1'],
    ['publishers/google/models/m', undefined],
    ['m', undefined],
  ])('in %s is %s', (name, location) => expect(locationIn(name)).toBe(location));

  test.each([
    ['us-central1', ['us-central1', 'us', 'global'], 'us-central1'],
    ['us-west1', ['us-central1', 'us', 'eu', 'global'], 'us'],
    ['europe-west4', ['us', 'eu', 'global'], 'eu'],
    ['asia-east1', ['us', 'eu', 'global'], 'global'],
    ['asia-east1', ['us', 'eu'], undefined],
  ])('nearest to %s of %j is %s', (region, locations, location) =>
    expect(nearestLocation(locations, region)).toBe(location),
  );
});
