// The state of a training on disk, so that it can be stopped and started again.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** @param arrays [{pointer, count}] of the device, saved one after the other behind the number of the step */
export function createState(file, device, arrays) {
  return {
    save(step) {
      const parts = arrays.map(({ pointer, count }) => Buffer.from(device.floats(pointer, count).slice().buffer));
      writeFileSync(`${file}.tmp`, Buffer.concat([Buffer.from(Float64Array.of(step).buffer), ...parts]));
      renameSync(`${file}.tmp`, file);
    },
    /** @returns the step that was saved, or undefined */
    load() {
      if (!existsSync(file)) return undefined;
      const bytes = readFileSync(file);
      let from = bytes.byteOffset + 8;
      for (const { pointer, count } of arrays) {
        device.floats(pointer, count).set(new Float32Array(bytes.buffer.slice(from, (from += 4 * count))));
      }
      return bytes.readDoubleLE(0);
    },
  };
}
