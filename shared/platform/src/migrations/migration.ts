import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { QueryRunner } from 'typeorm';

export type MigrationClass = new () => { up: (runner: never) => Promise<void>; down: (runner: never) => Promise<void> };

/** A migration in SQL, run in its own transaction. */
export type Migration = { readonly up: string; readonly down: string };

/** A migration as a TypeORM class. TypeORM expects the number as thirteen digits at the end of the name. */
export const migration = (name: string, place: number, { up, down }: Migration): MigrationClass =>
  class {
    readonly name = `${name}-${place.toString().padStart(13, '0')}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(up);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(down);
    }

    /** The migration as text: test databases are recreated when it changes. */
    static toString(): string {
      return `${name} ${up}`;
    }
  };

/** Migrations of the platform run before those of a context. */
const firstPlace = 1_000;

/** Loads the migrations of a context: the files `NNNN-name` of a folder, sorted by number, each with `up` and `down` in SQL. */
export const migrationsIn = (folder: string): readonly MigrationClass[] =>
  readdirSync(folder)
    .filter((file) => /^\d{4}-[\w-]+\.[jt]s$/.test(file))
    .sort()
    .map((file) => {
      const name = basename(file, extname(file));
      // Loaded by path, because the folder is the list.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return migration(name, firstPlace + Number(name.slice(0, 4)), require(join(folder, file)) as Migration);
    });

/** SQL that makes a table append-only for every role: the database rejects changes and deletions. */
export const appendOnly = (table: string): string => `
  CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
