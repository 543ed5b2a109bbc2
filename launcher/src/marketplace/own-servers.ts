import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'pg';
import { StartFailure, startTimeoutMilliseconds, type ServersEnv } from '@marketplace/servers';

type Address = { readonly host: string; readonly port: number };

const textOf = ({ host, port }: Address): string => `${host}:${port.toString()}`;

const parse = (variable: string, url: string): URL => {
  try {
    return new URL(url);
  } catch (cause) {
    throw new StartFailure(`${variable} is not a URL. Correct it, or leave it out for an embedded server.`, { cause });
  }
};

const addressOf = (url: URL, usualPort: number): Address => ({
  host: url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, ''),
  port: url.port === '' ? usualPort : Number(url.port),
});

/** Messages for PostgreSQL errors that another DATABASE_URL fixes. */
const databaseFaults: Readonly<Record<string, string>> = {
  '28P01': 'does not accept the password in DATABASE_URL. Correct it.',
  '28000': 'rejects the user in DATABASE_URL. Correct the user, or pg_hba.conf.',
  '3D000': 'does not have the database in DATABASE_URL. Correct it, for example to "postgres".',
  '42501': 'does not allow the user in DATABASE_URL to create databases and roles. Use one with CREATEDB and CREATEROLE.',
};

/** The message for an error of an external PostgreSQL. */
const databaseFault = (fault: unknown, address: Address): unknown => {
  const { code = '' } = fault as NodeJS.ErrnoException;
  const refusal = Object.hasOwn(databaseFaults, code) ? databaseFaults[code] : undefined;
  if (refusal !== undefined) return new StartFailure(`The PostgreSQL at ${textOf(address)} ${refusal}`, { cause: fault });
  const advice = 'Start it, correct DATABASE_URL, or leave DATABASE_URL out for an embedded one.';
  return new StartFailure(`No PostgreSQL responds at ${textOf(address)}. ${advice}`, { cause: fault });
};

const canCreateSql = 'SELECT rolsuper OR (rolcreatedb AND rolcreaterole) AS may FROM pg_roles WHERE rolname = current_user';

const requireDatabase = async (text: string): Promise<void> => {
  const address = addressOf(parse('DATABASE_URL', text), 5_432);
  const client = new Client({ connectionString: text, connectionTimeoutMillis: startTimeoutMilliseconds });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(canCreateSql);
    if (rows[0]?.may !== true) throw Object.assign(new Error('neither CREATEDB and CREATEROLE nor a superuser'), { code: '42501' });
  } catch (fault) {
    throw databaseFault(fault, address);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Performs the NATS handshake: the server sends INFO and answers CONNECT and PING with PONG or an error. */
const handshake = async (url: URL, address: Address): Promise<string> => {
  const socket = connect(address);
  socket.setTimeout(startTimeoutMilliseconds, () => socket.destroy(new Error('no answer')));
  try {
    const [info] = (await once(socket, 'data')) as [Buffer];
    if (!info.toString().startsWith('INFO ')) return 'not NATS';
    // The encrypted part is left to the client.
    if (info.includes('"tls_required":true')) return 'PONG';
    const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    const login = user === '' ? {} : pass === '' ? { auth_token: user } : { user, pass };
    socket.write(
      `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, lang: 'node', version: '1', protocol: 1, ...login })}\r\nPING\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  } finally {
    socket.destroy();
  }
};

const requireBroker = async (texts: string): Promise<void> => {
  const [text = ''] = texts.split(',');
  const url = parse('NATS_URL', /^\w+:\/\//.test(text) ? text.trim() : `nats://${text.trim()}`);
  const address = addressOf(url, 4_222);
  const advice = 'Start it, correct NATS_URL, or leave NATS_URL out for an embedded one.';
  const answer = await handshake(url, address).catch((cause: unknown) => {
    throw new StartFailure(`No NATS server responds at ${textOf(address)}. ${advice}`, { cause });
  });
  if (answer === 'not NATS') throw new StartFailure(`The server at ${textOf(address)} is not a NATS server. Correct NATS_URL.`);
  if (/authoriz/i.test(answer))
    throw new StartFailure(`The NATS server at ${textOf(address)} does not accept the login in NATS_URL. Correct it.`);
};

/** Checks external servers. Throws a message of one sentence if one is unreachable or rejects the login. */
export const requireOwnServers = async ({ databaseUrl, natsUrl }: ServersEnv): Promise<void> => {
  if (databaseUrl !== undefined) await requireDatabase(databaseUrl);
  // One of several servers may be down.
  if (natsUrl !== undefined && !natsUrl.includes(',')) await requireBroker(natsUrl);
};
