/**
 * Spares infra/ the half of Pulumi that deploys: imported before Pulumi, it has its engine's API and npm's own dependency
 * tree taken for loaded. A program that only declares uses neither, and they are a fifth of the time that running it takes.
 */
import { Module } from 'node:module';

for (const name of ['@pulumi/pulumi/automation', '@pulumi/pulumi/runtime/closure/codePaths']) {
  const path = require.resolve(name);
  require.cache[path] = Object.assign(new Module(path), { loaded: true, exports: {} });
}
