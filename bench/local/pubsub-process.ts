/** The built-in Pub/Sub alone: FOLDER PORT. */
import { allowAll, owner } from '../../local/iam/access';
import { createPubSub } from '../../local/pubsub';
import { openState } from '../../local/state';

const [folder, port] = process.argv.slice(2) as [string, string];
const appendRows = () => Promise.resolve();
void createPubSub({ state: openState(folder), access: allowAll, appendRows }).listen(Number(port), owner);
