/** landfall stop: ends the local cloud; what is unfinished continues at the next start. */
import { print } from '../output';
import { stopRunningCloud } from '../supervise';

export async function stop(): Promise<void> {
  print((await stopRunningCloud()) ? 'The local cloud is stopped.' : 'No local cloud was running.');
}
