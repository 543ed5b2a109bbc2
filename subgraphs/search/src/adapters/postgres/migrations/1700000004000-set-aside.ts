import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What could not be worked into the product index, so that it keeps nothing else back. */
export class SetAside1700000004000 implements MigrationInterface {
  readonly name = 'SetAside1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE index_set_aside (
        index_version integer NOT NULL,
        concern text NOT NULL CHECK (concern IN ('product', 'variant', 'seller', 'category', 'order')),
        subject text NOT NULL,
        -- What went wrong, and nothing of what was to be written.
        error text NOT NULL,
        attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
        since timestamptz NOT NULL DEFAULT now(),
        tried_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (index_version, concern, subject)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE index_set_aside');
  }
}
