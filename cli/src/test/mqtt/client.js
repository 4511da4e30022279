// A client of MQTT.js as a process: node client.js URL CLIENT KEEP_ALIVE_SECONDS VERSION
const mqtt = require('mqtt');

const [url, clientId, keepalive, version] = process.argv.slice(2);
const client = mqtt.connect(url, {
  clientId,
  keepalive: Number(keepalive),
  protocolVersion: Number(version),
  reconnectPeriod: 0,
  will: { topic: 'last/words', payload: 'of ' + clientId, qos: 1 },
});
client.on('connect', () => {
  console.log('connected');
  client.subscribe('inbox/#', { qos: 1 }, (failure) => console.log(failure || 'subscribed'));
  client.publish('order', 'one', { qos: 1 }, (failure) => console.log(failure || 'published'));
});
client.on('message', (topic, payload) => console.log(topic + ' ' + payload));
client.on('close', () => console.log('closed'));
client.on('error', (failure) => console.log('error ' + failure.message));
