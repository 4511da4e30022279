// A client of Node's ws that only answers pings, as a page in the background does: URL, id, own address.
'use strict';
const WebSocket = require('ws');
const [url, clientId, localAddress] = process.argv.slice(2);
const socket = new WebSocket(url, ['heartwire.v1.json'], { localAddress });
socket.on('open', () =>
  socket.send(JSON.stringify({ hello: { protocolVersion: 1, clientId } })));
socket.on('message', (data) => console.log('message ' + data));
socket.on('ping', () => console.log('ping'));
socket.on('error', (error) => console.log('error ' + error.message));
socket.on('close', (code) => console.log('close ' + code));
process.stdin.on('data', () => socket.close(1000)).on('end', () => process.exit());
