/** Runs one prepared statement on the relay's own session. */
export type Session = <R extends object>(name: string, sql: string, params: readonly unknown[]) => Promise<readonly R[]>;
