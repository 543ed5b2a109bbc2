import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each version's documents have been written into the index that OpenSearch holds for it. */
export class OpenSearch1700000003000 implements MigrationInterface {
  readonly name = 'OpenSearch1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE opensearch_progress (
        version integer PRIMARY KEY,
        -- Of the index that was written to: another one of the same name has to be filled from the beginning.
        index_id text NOT NULL,
        seq bigint NOT NULL CHECK (seq >= 0),
        noted_at timestamptz NOT NULL DEFAULT now()
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE opensearch_progress');
  }
}
