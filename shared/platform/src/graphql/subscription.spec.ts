import { Resolver, Root } from 'type-graphql';
import { bookId, BookType } from './books.fixtures';
import { libraryGraph, operator } from './library.fixtures';
import { sourcesOf, SubscriptionFrom } from './subscription';
import { t } from './fields';
import { argsType } from './types';

const SomeArgs = argsType({
  id: t.id('The ID.'),
});
type SomeArgs = InstanceType<typeof SomeArgs>;

const options = { description: 'Something that happens.', args: SomeArgs };

@Resolver()
class Happenings {
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
  async *happenings({ id }: SomeArgs): AsyncGenerator<string> {
    yield `${id} of ${this.constructor.name}`;
  }

  @SubscriptionFrom(() => BookType, { ...options, source: 'happenings' })
  happened(@Root() text: string): string {
    return text;
  }

  // @ts-expect-error there is no such method
  @SubscriptionFrom(() => BookType, { ...options, source: 'elsewhere' })
  neverHappened(@Root() text: string): string {
    return text;
  }
}

describe('the source of a subscription', () => {
  it('is the method that the decorator names', async () => {
    const source = sourcesOf([new Happenings()]).get('happened');
    const items: unknown[] = [];
    for await (const item of (await source?.({ id: 'a' } as never, {} as never)) ?? []) items.push(item);
    expect(items).toEqual(['a of Happenings']);
  });

  it('knows the actor, and can refuse', async () => {
    const follow = `subscription { bookFollowed(id: "${bookId(5)}", times: 1) { title } }`;
    const graph = libraryGraph();
    expect(JSON.parse(JSON.stringify(await graph.follow(follow)))).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    const stream = await graph.follow(follow, { actor: operator });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    expect(await stream.next()).toEqual({ done: false, value: { data: { bookFollowed: { title: 'Book 5' } } } });
    expect(await stream.next()).toMatchObject({ done: true });
  });
});
