// Node.js: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". node client_node.js ROOTS
'use strict';
const fs = require('fs');
const https = require('https');

const roots = fs.readFileSync(process.argv[2], 'latin1').match(/-----BEGIN[^]*?END CERTIFICATE-----/g);
const lines = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean);

// As dns.lookup, for older and newer callers.
const lookUp = (host, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

const visit = (host, port) => new Promise((done) => {
  const request = https.get(`https://${host}:${port}/`, { ca: roots, lookup: lookUp, agent: false, timeout: 10000 },
    (answer) => { answer.resume(); done(['accept', '']); });
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', (error) => done(['reject', `${error.code}: ${error.message}`.replace(/\s+/g, ' ')]));
});

(async () => {
  console.error(`Node.js ${process.versions.node}, OpenSSL ${process.versions.openssl}`);
  for (const line of lines) {
    const [name, host, port] = line.split(' ');
    let result;
    try { result = await visit(host, port); } catch (error) { result = ['reject', error.message]; }
    console.log([name, ...result].join('\t'));
  }
})();
