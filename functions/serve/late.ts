/** What is loaded when a chain first needs it, from a file of its own: a function that starts neither reads nor parses it. */
export { compileSchema } from '../../core/chain/json-schema';
export { openQuickjs } from '../shared/sandbox/quickjs';
