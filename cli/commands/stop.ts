/** landfall stop: ends the local cloud; what is unfinished continues at the next start. */
import { print, printJson } from '../output';
import { stopRunningCloud } from '../supervise';

export async function stop({ json }: { json?: boolean }): Promise<void> {
  const wasRunning = await stopRunningCloud();
  if (json) printJson({ wasRunning });
  else print(wasRunning ? 'The local cloud is stopped.' : 'No local cloud was running.');
}
