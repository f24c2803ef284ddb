// Runs in a process before its code (node --require): its clock is ahead by LANDFALL_CLOCK_OFFSET milliseconds, as on a
// machine whose clock is set so. Timers are not touched: a second lasts a second.
const offset = Number(process.env.LANDFALL_CLOCK_OFFSET ?? 0);

if (offset !== 0) {
  const { now } = Date;
  const moved = () => now() + offset;
  Date.now = moved;
  // A proxy, so that dates made by Node itself are still instances of it.
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [moved()], newTarget),
    apply: (target) => new target(moved()).toString(),
  });
  Date.prototype.constructor = Date;
}
