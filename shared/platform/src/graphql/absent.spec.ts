import { bookId } from './books.fixtures';
import { libraryGraph } from './library.fixtures';

const count = 'mutation ($input: BookCountInput!) { bookCount(input: $input) { count } }';

describe('null in a request', () => {
  it('is treated as absent, in inputs too', async () => {
    const graph = libraryGraph();
    const lend = 'mutation ($input: BookLendInput!) { bookLend(input: $input) { userErrors { code } } }';
    const input = { bookId: bookId(1), returnIds: null, until: null, idempotencyKey: 'k' };
    expect((await graph.ask(lend, { variables: { input } })).data).toEqual({ bookLend: { userErrors: [] } });
    expect(graph.library.asked).toEqual([{ bookId: bookId(1), idempotencyKey: 'k', key: 'k' }]);
  });

  it('becomes the default, in an input or a variable', async () => {
    const graph = libraryGraph();
    await graph.ask(count, { variables: { input: { limit: null, title: null } } });
    await graph.ask('mutation ($limit: Int) { bookCount(input: { limit: $limit }) { count } }', { variables: { limit: null } });
    expect(graph.library.asked).toEqual([{ limit: 3 }, { limit: 3 }]);
  });

  it('is rejected for required arguments', async () => {
    const answer = await libraryGraph().ask('query ($id: ID = "x") { book(id: $id) { id } }', { variables: { id: null } });
    expect(answer.errors).toMatchObject([{ message: expect.stringContaining('must not be null') }]);
  });

  it('does not reach the source of a subscription', async () => {
    const stream = await libraryGraph().follow('subscription ($id: ID!, $times: Int) { bookFollowed(id: $id, times: $times) { id } }', {
      variables: { id: bookId(1), times: null },
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const items: unknown[] = [];
    for await (const { data } of stream) items.push(data);
    expect(items).toEqual([{ bookFollowed: { id: bookId(1) } }, { bookFollowed: { id: bookId(1) } }]);
  });
});
