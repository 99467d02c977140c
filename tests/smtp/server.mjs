// A mail server for tests: real SMTP, with TLS and sign-in where it is told so, that takes mail for most addresses and shows it.
// On standard output: first its port, then each mail that it takes, a line of JSON each.
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const { SECURE, CERT, KEY, SMTP_NAME, SMTP_WORD } = process.env;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const refused = (code, text) => Object.assign(new Error(text), { responseCode: code });
const user = ({ address }) => address.split('@')[0];
const seen = new Set();
const isFirst = (what) => !seen.has(what) && seen.add(what);

const server = new SMTPServer({
  secure: SECURE === 'tls',
  hideSTARTTLS: SECURE === 'none',
  key: KEY && readFileSync(KEY),
  cert: CERT && readFileSync(CERT),
  authOptional: !SMTP_NAME,
  allowInsecureAuth: false,
  onAuth(auth, session, done) {
    const isRight = auth.username === SMTP_NAME && auth.password === SMTP_WORD;
    done(isRight ? null : refused(535, '5.7.8 Authentication failed'), { user: auth.username });
  },
  onRcptTo(address, session, done) {
    switch (user(address)) {
      case 'unknown': return done(refused(550, '5.1.1 No such user here'));
      case 'unwelcome': return done(refused(550, '5.7.1 Not from you'));
      case 'later': return done(isFirst(address.address) ? refused(451, '4.7.1 Greylisted, come again') : null);
      default: return done();
    }
  },
  onData(stream, session, done) {
    const [to] = session.envelope.rcptTo;
    if (user(to) === 'cut' && isFirst(to.address)) {
      // In the middle of it, as a cable would be.
      for (const connection of server.connections) connection._socket.destroy();
      return;
    }
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const message = Buffer.concat(parts).toString('utf8');
      say({ from: session.envelope.mailFrom.address, to: to.address, secure: session.secure, user: session.user ?? null, message });
      // Taken, and the answer lost.
      if (user(to) === 'silent' && isFirst(to.address)) {
        for (const connection of server.connections) connection._socket.destroy();
        return;
      }
      done();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
// It goes with the test.
process.stdin.on('close', () => process.exit()).resume();
