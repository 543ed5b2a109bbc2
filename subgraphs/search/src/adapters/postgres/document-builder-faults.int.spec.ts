import { freshDatabase } from '@marketplace/testing';
import { indexUnderTest, type IndexUnderTest } from './document-builder.fixtures';

describe('building documents while the database fails', () => {
  let index: IndexUnderTest;
  beforeEach(async () => {
    index = await indexUnderTest(await freshDatabase('search'));
  });
  afterEach(() => index.stop());

  const failWith = (code: string) =>
    index.db.dataSource.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END $$;
      CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON product_index FOR EACH ROW EXECUTE FUNCTION fail();`);
  const lost = `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
    CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON product_index FOR EACH ROW EXECUTE FUNCTION fail();`;
  const heal = () => index.db.dataSource.query('DROP TRIGGER fail ON product_index');

  it.each([
    ['rows cannot be put in order', '40001'],
    ['others wait for us and we for them', '40P01'],
    ['a lock cannot be had', '55P03'],
    ['the database takes too long', '57014'],
    ['the database shuts down', '57P01'],
    ['the disk is full', '53100'],
    ['a table is missing', '42P01'],
    ['there is no place for the version', '23514'],
  ])('nothing is set aside: %s', async (_, code) => {
    await index.publish({ title: 'One' });
    await index.publish({ title: 'Two' });
    await failWith(code);
    const before = await index.waiting();
    await expect(index.work()).rejects.toThrow('refused');
    expect([await index.waiting(), await index.quarantined(), index.alerts]).toEqual([before, [], []]);
    await heal();
    await index.work();
    expect([await index.shown(), await index.waiting()]).toEqual([['One', 'Two'], 0]);
  });

  it('nothing is quarantined: the connection is lost, even during bisection', async () => {
    await index.publish({ title: 'One' });
    const bad = await index.publish({ title: 'Bad' });
    await index.corrupt('listing', bad.productId, '{"variants": null}');
    await index.db.dataSource.query(lost);
    const before = await index.waiting();
    await expect(index.work()).rejects.toThrow('terminat');
    expect([await index.waiting(), await index.quarantined()]).toEqual([before, []]);
    await heal();
    await index.work();
    expect([await index.shown(), await index.quarantined()]).toEqual([
      ['One'],
      [{ version: 1, concern: 'product', subject: bad.productId, attempts: 1 }],
    ]);
  });
});
