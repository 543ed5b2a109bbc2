/** The servers in the environment. With a URL, that server is used and none is started. */
export type ServersEnv = {
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
  /** The folders to search for programs. */
  readonly searchPath: readonly string[];
};

/** Folders of servers that are often missing in the PATH of a regular user. */
const serverFolders = ['/usr/local/bin', '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

export const serversEnv = (): ServersEnv => ({
  databaseUrl: nonEmpty(process.env['DATABASE_URL']),
  natsUrl: nonEmpty(process.env['NATS_URL']),
  searchPath: [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''), ...serverFolders],
});
