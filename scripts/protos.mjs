// Leaves only those services, and the types that they need, in a client library's protos: their loading is most of a cold start.

/**
 * @param {object} root a protobufjs JSON root
 * @param {string[]} services full names of what to keep
 */
export function keepServices(root, services) {
  const known = new Map();
  index(root, '', known);
  const kept = new Set();
  const pending = services.map((name) => ({ name, from: '' }));
  while (pending.length > 0) {
    const { name, from } = pending.pop();
    const found = resolve(name, from, known);
    if (!found || kept.has(found)) continue;
    kept.add(found);
    for (const reference of references(known.get(found))) pending.push({ name: reference, from: found });
  }
  const missing = services.filter((name) => !kept.has(name));
  if (missing.length > 0) throw new Error(`no such service: ${missing.join(', ')}`);
  return thinned(root, '', kept);
}

function index(node, path, known) {
  for (const [name, child] of Object.entries(node.nested ?? {})) {
    const full = path ? `${path}.${name}` : name;
    known.set(full, child);
    index(child, full, known);
  }
}

/** The full name that a name means where it stands: the innermost scope that knows it wins, as in protobuf itself. */
function resolve(name, from, known) {
  if (name.startsWith('.')) return known.has(name.slice(1)) ? name.slice(1) : undefined;
  const scopes = from.split('.');
  for (let depth = scopes.length; depth >= 0; depth--) {
    const full = [...scopes.slice(0, depth), name].filter(Boolean).join('.');
    if (known.has(full)) return full;
  }
  return undefined;
}

/** Every type that a message or a service names: its fields' types, its methods' messages, and what long operations end in. */
function references({ fields = {}, methods = {} }) {
  const operations = Object.values(methods).flatMap(({ options = {} }) =>
    Object.entries(options).flatMap(([name, value]) =>
      name.startsWith('(google.longrunning.operation_info)') ? strings(value) : [],
    ),
  );
  return [
    ...Object.values(fields).map(({ type }) => type),
    ...Object.values(methods).flatMap(({ requestType, responseType }) => [requestType, responseType]),
    ...operations,
  ];
}

const strings = (value) => (typeof value === 'string' ? [value] : Object.values(value));

/** What is not kept loses its fields; what then holds nothing is left out. */
function thinned(node, path, kept) {
  const entries = Object.entries(node.nested ?? {})
    .map(([name, child]) => [name, thinned(child, path ? `${path}.${name}` : name, kept)])
    .filter(([, child]) => child !== undefined);
  const nested = entries.length > 0 ? { nested: Object.fromEntries(entries) } : {};
  const { nested: _, ...own } = node;
  if (path === '' || kept.has(path)) return { ...own, ...nested };
  const isNamespace = !node.fields && !node.values && !node.methods;
  if (entries.length > 0) return { ...(isNamespace ? own : {}), ...nested };
  return undefined;
}
