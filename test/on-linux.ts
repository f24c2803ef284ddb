/** For what only Linux tells, such as the processor time of a process. */
import { describe } from '@jest/globals';

export const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;
