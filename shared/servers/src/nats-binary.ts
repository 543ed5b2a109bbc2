import { join } from 'node:path';
import { findProgram, type Program, type ProgramSearch } from './program';

const natsServer: Program = {
  name: 'nats-server',
  packages: ['nats-server'],
  folder: join('usr', 'sbin'),
  advice:
    'Install it (Debian/Ubuntu: apt-get install nats-server; macOS: brew install nats-server; else https://nats.io/download),\n' +
    'or put the program into .tools/, or set NATS_URL to a server with JetStream.',
};

/** The path of a nats-server program: from the search path, the tools folder, or else fetched into it. */
export const findNatsServer = async (search: ProgramSearch): Promise<string> => (await findProgram(natsServer, search)).binary;
