// The lock file of one dependency: what the repository's own lock file says of it and of all that it needs.

/** The place where a package finds another: beside itself, or in a folder around it. */
function placeOf(packages, from, name) {
  for (let around = from; ; around = around.slice(0, Math.max(0, around.lastIndexOf('/node_modules/')))) {
    const place = `${around && `${around}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (!around) return undefined;
  }
}

/** @param manifest the package.json that the file is for @param packages those of the repository's package-lock.json */
export function lockFor(manifest, packages) {
  const kept = {};
  const ahead = Object.keys(manifest.dependencies).map((name) => placeOf(packages, '', name));
  for (let place = ahead.pop(); place; place = ahead.pop()) {
    if (kept[place]) continue;
    kept[place] = packages[place];
    const { dependencies, optionalDependencies, peerDependencies } = packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = placeOf(packages, place, name);
      if (found) ahead.push(found);
    }
  }
  const { dependencies, engines } = manifest;
  const sorted = Object.fromEntries(Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { lockfileVersion: 3, requires: true, packages: { '': { dependencies, engines }, ...sorted } };
}
