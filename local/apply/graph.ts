/** The resources that a Pulumi program declares, as plain data. */

/** One resource, with its inputs as the program gave them and every reference to another resource resolved. */
export interface Resource {
  /** Pulumi's type token: `gcp:pubsub/topic:Topic`. */
  type: string;
  /** The program's name for it; unique within its type. */
  name: string;
  inputs: Record<string, unknown>;
  /** What must be there before it: type and name of each. */
  dependsOn?: string[];
}

/** What the local cloud answers when the program asks for something that only the real cloud would know. */
export interface Place {
  project: string;
  region: string;
  /** Where the HTTP services listen: `http://127.0.0.1:8080`. */
  url: string;
}

/** Every resource of one run of the program, in the order in which they could be made. */
export type ResourceGraph = Resource[];

/** Does the resource wait, directly or through others, for one of which `isIt` is true? */
export function waitsFor(resource: Resource, isIt: (one: Resource) => boolean, graph: ResourceGraph): boolean {
  const byKey = new Map(graph.map((one) => [`${one.type} ${one.name}`, one]));
  const seen = new Set<Resource>();
  const ahead = [resource];
  for (let one = ahead.pop(); one; one = ahead.pop()) {
    for (const before of (one.dependsOn ?? []).flatMap((key) => byKey.get(key) ?? [])) {
      if (isIt(before)) return true;
      if (!seen.has(before)) ahead.push(before);
      seen.add(before);
    }
  }
  return false;
}
