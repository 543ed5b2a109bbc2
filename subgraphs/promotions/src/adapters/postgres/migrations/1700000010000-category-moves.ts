import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CategoryMoves1700000010000 implements MigrationInterface {
  readonly name = 'CategoryMoves1700000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Where categories lie that have moved. What products told of their categories is read together with it, in whichever
      -- order the news came.
      CREATE TABLE categories_moved (
        category_id uuid PRIMARY KEY,
        version integer NOT NULL,
        path uuid[] NOT NULL CHECK (path[cardinality(path)] = category_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE categories_moved');
  }
}
