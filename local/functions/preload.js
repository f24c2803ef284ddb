// Runs in a function's process before its code (node --require), and ties the process to the local cloud.
const { Server } = require('node:net');
require('../moved-clock.js');

// The parent's end of the channel closes however the parent ends, kill -9 included.
process.once('disconnect', () => process.exit(0));

// The framework listens on every interface of the machine and tells nobody which port it was given.
const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  Server.prototype.listen = listen;
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.call(this, Number(port), '127.0.0.1', ...rest);
};
