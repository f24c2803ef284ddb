// Starts the function beside it and ends. Cloud Build runs it (gcp-build in package.json) with the Node and the flags that the
// function will have: what Node has compiled by then it keeps in NODE_COMPILE_CACHE, and an instance that starts compiles none of it.
const { Server } = require('node:net');
const path = require('node:path');

Server.prototype.listen = function end() {
  process.exit();
};
require(path.join(path.dirname(require.resolve('@google-cloud/functions-framework')), 'main.js'));
