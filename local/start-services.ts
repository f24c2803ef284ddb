/** Starts services in the order of their needs, and stops them in reverse. */
import { join } from 'node:path';
import type { Ground, LocalService, ServiceDefinition } from './service';

export interface StartedServices<Services> {
  services: Services;
  /** Stops each once those that need it have stopped. */
  stop: () => Promise<void>;
}

/**
 * When one does not start, those before it are stopped again.
 * @param ground its directory is the parent of the services' own
 * @throws whatever a service throws at its start; Error for services that need each other, or one that is not there
 */
export async function startServices<Services extends { [name in keyof Services]: LocalService }>(
  definitions: readonly ServiceDefinition<keyof Services & string, Services, LocalService>[],
  ground: Ground,
): Promise<StartedServices<Services>> {
  const services: Record<string, LocalService> = {};
  const started: LocalService[] = [];
  const stop = async (): Promise<void> => {
    for (const service of started.splice(0).toReversed()) await service.close();
  };
  try {
    for (const { name, start } of inOrder(definitions)) {
      const service = await start({ ...ground, directory: join(ground.directory, name) }, services as Services);
      services[name] = service;
      started.push(service);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { services: services as Services, stop };
}

/** Each after all that it needs, otherwise as they are given. */
function inOrder<D extends { name: string; needs: readonly string[] }>(definitions: readonly D[]): D[] {
  const ordered = new Set<D>();
  const add = (name: string, path: string[]): void => {
    const definition = definitions.find((one) => one.name === name);
    if (!definition) throw new Error(`${path.at(-1)} needs ${name}, which is no service`);
    if (path.includes(name)) throw new Error(`services need each other: ${[...path, name].join(' → ')}`);
    if (ordered.has(definition)) return;
    for (const need of definition.needs) add(need, [...path, name]);
    ordered.add(definition);
  };
  for (const { name } of definitions) add(name, []);
  return [...ordered];
}
