/** Locations of Vertex AI: which host answers for each, and which of several is the nearest to a region. */

/**
 * A location's host answers for no other.
 * Source: https://docs.cloud.google.com/gemini-enterprise-agent-platform/resources/locations, read on 2026-11-28.
 */
export function hostOf(location: string): string {
  if (location === 'global') return globalHost;
  return isMultiRegion(location)
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location}-aiplatform.googleapis.com`;
}

/** The location that a host answers for; undefined for a host that Vertex AI does not have. */
export function locationOfHost(host: string): string | undefined {
  if (host === globalHost) return 'global';
  const [, multiRegion] = /^aiplatform\.([a-z]+)\.rep\.googleapis\.com$/.exec(host) ?? [];
  if (multiRegion !== undefined) return isMultiRegion(multiRegion) ? multiRegion : undefined;
  const [, region] = /^([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com$/.exec(host) ?? [];
  return region;
}

/** L of `projects/P/locations/L` and of any name below it; undefined when the name has none. */
export function locationIn(name: string): string | undefined {
  return /^projects\/[^/]+\/locations\/([^/]+)(\/|$)/.exec(name)?.[1];
}

/** The region itself where it is among the locations, else the multi-region around it, else `global`; undefined when none of them is. */
export function nearestLocation(locations: string[], region: string): string | undefined {
  return [region, multiRegionAround(region), 'global'].find((each) => each && locations.includes(each));
}

const globalHost = 'aiplatform.googleapis.com';

const isMultiRegion = (location: string): boolean => location === 'us' || location === 'eu';

function multiRegionAround(region: string): string | undefined {
  if (region.startsWith('us-')) return 'us';
  return region.startsWith('europe-') ? 'eu' : undefined;
}
