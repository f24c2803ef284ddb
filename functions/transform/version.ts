/** The name of a dataset version: the same rows and statements are the same version. */
import type { Configuration, EventData } from '../../schemas/generated/types';
import { digest } from '../../core/digest';
import { layerOfObject, type Sources } from '../shared/warehouse/sources';
import { rehearse } from './rehearsal';
import type { Curated } from './version/curated';

type ValidatedObject = Sources[number]['objects'][number];

/**
 * 12 hex digits over everything that decides what the dataset's files hold: the clean rows, their columns, answers
 * of production that join them, and the statements that are sent with their parameters. Not over thresholds and levels of checks, which only judge it, and not over the names and
 * generations of objects: the same rows dropped again are the same version.
 */
export async function identifyVersion(
  { sources }: EventData['landfall.dataset.validated.v1'],
  configuration: Configuration,
  curated?: Pick<Curated, 'digest'>,
): Promise<string> {
  const contents = Object.fromEntries(
    sources.map(({ source, objects }) => [
      source,
      objects.toSorted((a, b) => (a.uri < b.uri ? -1 : 1)).map((object) => contentOf(object)),
    ]),
  );
  const { rowSchemas } = configuration;
  const statements = await rehearse(sources, configuration);
  return digest({ contents, rowSchemas, statements, ...(curated && { curated: curated.digest }) }).slice(0, 12);
}

/** What an object holds, and what it was added to. */
function contentOf(object: ValidatedObject): string | { content: string; layer: number } {
  const layer = layerOfObject(object);
  return layer === 0 ? object.digest : { content: object.digest, layer };
}
