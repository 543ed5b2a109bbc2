import { join } from 'node:path';
import { findProgram, versionText, type Program, type ProgramSearch } from './program';

/** The first one to filter one consumer by several subjects. */
const oldest = [2, 10];

const natsServer: Program = {
  name: 'nats-server',
  packages: ['nats-server'],
  // Debian 12 has 2.9. The program is static: that of Debian 13 (2.10.27) runs on older releases, too.
  release: 'trixie',
  folder: join('usr', 'sbin'),
  oldest,
  advice:
    `Install version ${versionText(oldest)} or newer (https://nats.io/download; macOS: brew install nats-server),\n` +
    'or put the program into .tools/, or set NATS_URL to a server with JetStream.',
};

/** The path of a nats-server program: from the search path, the tools folder, or else fetched into it. */
export const findNatsServer = async (search: ProgramSearch): Promise<string> => (await findProgram(natsServer, search)).binary;
