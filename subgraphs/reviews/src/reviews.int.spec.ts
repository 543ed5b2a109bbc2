import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { reviewsEvents } from '@marketplace/schema';
import { context } from './main';
import {
  line,
  newSeller,
  operator,
  orders,
  people,
  reviewFields,
  somebody,
  staffOf,
  visitor,
  words,
  type Bought,
  type ReviewSeen,
} from './reviews.fixtures';

const codeOf = (answer: Awaited<ReturnType<ContextHarness['graph']>>): unknown => answer.errors?.[0]?.extensions['code'];

describe('reviews', () => {
  let harness: ContextHarness;
  let shop: ReturnType<typeof orders>;
  let the: ReturnType<typeof people>;
  beforeAll(async () => {
    harness = await contextHarness(context, { variables: { REVIEW_BANNED_WORDS: 'warez, knock*' } });
    shop = orders(harness);
    the = people(harness);
  });
  afterAll(() => harness.stop());

  const postInput = ({ orderItemId }: Bought, changes: object = {}) => ({ orderItemId, ...words(changes), idempotencyKey: newId() });
  const eventOf = (reviewId: string) => (data: { readonly reviewId: string }) => data.reviewId === reviewId;

  describe('of what somebody has bought and got', () => {
    it('are seen by everybody at once, and told to others without their words', async () => {
      const bought = await shop.got();
      const images = [{ url: 'https://img.example/rain.jpg', alt: 'In the rain' }];
      const review = await the.post(bought, { images });
      expect(review).toMatchObject({
        ...words(),
        images,
        author: { id: bought.buyer.userId },
        product: { id: bought.productId },
        variant: { id: bought.variantId },
        seller: { id: bought.sellerId },
        status: 'APPROVED',
        editedAt: null,
        helpfulCount: 0,
        reply: null,
      });
      expect(await the.see(visitor, review.id)).toEqual(review);
      const told = await harness.waitForEvent(reviewsEvents.ReviewPostedV1, eventOf(review.id));
      const { buyer, ...ref } = bought;
      expect(told).toEqual({ reviewId: review.id, authorId: buyer.userId, ...ref, rating: 5, held: false, postedAt: review.createdAt });
    });

    it('can be written of cash on delivery as well, once it is there', async () => {
      const bought = line();
      await harness.waitUntilHandled(await shop.created(bought));
      expect(await the.refused(bought.buyer, 'reviewPost', postInput(bought))).toBe('NOT_DELIVERED_YET');
      await harness.waitUntilHandled(await shop.delivered(bought, 'CASH_ON_DELIVERY'));
      expect((await the.post(bought)).status).toBe('APPROVED');
    });

    it('can be written in whatever order the news of order and delivery come, and however often', async () => {
      const bought = line();
      const delivery = newId();
      await harness.waitUntilHandled(await shop.delivered(bought, 'PREPAID', delivery));
      expect(await the.refused(bought.buyer, 'reviewPost', postInput(bought))).toBe('ORDER_ITEM_NOT_FOUND');
      await harness.waitUntilHandled(await shop.created(bought));
      // Said again with an id of its own and with the one of before.
      await harness.waitUntilHandled(await shop.created(bought));
      await harness.waitUntilHandled(await shop.delivered(bought));
      await harness.waitUntilHandled(await shop.delivered(bought, 'PREPAID', delivery));
      const review = await the.post(bought);
      expect(review.status).toBe('APPROVED');
      expect(await harness.running.db.query('SELECT 1 FROM dead_letters')).toEqual([]);
    });

    it('are written by the buyer and by nobody else, to whom the order line does not exist', async () => {
      const bought = await shop.got();
      for (const stranger of [somebody(), operator, staffOf(bought.sellerId)])
        expect(await the.refused(stranger, 'reviewPost', postInput(bought))).toBe('ORDER_ITEM_NOT_FOUND');
      expect(await the.refused(bought.buyer, 'reviewPost', { ...postInput(bought), orderItemId: newId() })).toBe('ORDER_ITEM_NOT_FOUND');
      expect(await the.refused(bought.buyer, 'reviewPost', { ...postInput(bought), orderItemId: 'nonsense' })).toBe('ORDER_ITEM_NOT_FOUND');
    });

    it('are not written by those who sold it', async () => {
      const sellerId = newSeller();
      const buyer = staffOf(sellerId);
      const bought = await shop.got({ sellerId, buyer });
      expect(await the.refused(buyer, 'reviewPost', postInput(bought))).toBe('OWN_SHOP');
    });

    it('are written once of each line, also by many requests at the same time', async () => {
      const bought = await shop.got();
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => the.run(bought.buyer, 'reviewPost', postInput(bought))));
      expect(outcomes.filter(({ review }) => review !== null)).toHaveLength(1);
      expect(outcomes.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(Array(9).fill('ALREADY_REVIEWED'));
    });

    it('are the same review where the request is repeated with its key', async () => {
      const bought = await shop.got();
      const input = postInput(bought);
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => the.done(bought.buyer, 'reviewPost', input)));
      expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1);
      expect(await the.refused(bought.buyer, 'reviewPost', { ...input, rating: 1 })).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it.each([
      ['RATING_INVALID', { rating: 6 }, ['rating']],
      ['RATING_INVALID', { rating: 0 }, ['rating']],
      ['TITLE_INVALID', { title: ' ' }, ['title']],
      ['BODY_INVALID', { body: 'x'.repeat(5_001) }, ['body']],
      ['TOO_MANY_IMAGES', { images: Array(6).fill({ url: 'https://img.example/a.jpg' }) }, ['images']],
      ['IMAGE_INVALID', { images: [{ url: 'javascript:alert(1)' }] }, ['images', '0']],
    ])('are refused with %s where they are none', async (code, changes, path) => {
      const bought = await shop.got();
      const { review, userErrors } = await the.run(bought.buyer, 'reviewPost', postInput(bought, changes));
      expect(review).toBeNull();
      expect(userErrors).toMatchObject([{ __typename: 'Refused', code, path }]);
    });

    it('leave the list of what can be reviewed', async () => {
      const buyer = somebody();
      const lines = [await shop.got({ buyer }), await shop.got({ buyer }), await shop.got({ buyer })];
      const notThere = line({ buyer });
      await harness.waitUntilHandled(await shop.created(notThere));
      const items = async (first: number, after?: string) => {
        const { data } = await harness.graph(
          buyer,
          `query ($first: Int!, $after: String) { reviewableItems(first: $first, after: $after) { edges { cursor node { orderItemId orderId title product { id } variant { id } deliveredAt } } pageInfo { endCursor hasNextPage } } }`,
          { first, after },
        );
        return data?.['reviewableItems'] as {
          readonly edges: readonly { readonly node: { readonly orderItemId: string; readonly title: string } }[];
          readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
        };
      };
      const page = await items(2);
      const rest = await items(2, page.pageInfo.endCursor);
      expect(page.pageInfo.hasNextPage).toBe(true);
      expect(rest.pageInfo.hasNextPage).toBe(false);
      expect([...page.edges, ...rest.edges].map(({ node }) => node.orderItemId)).toEqual(
        lines.map(({ orderItemId }) => orderItemId).reverse(),
      );
      expect(page.edges[0]?.node.title).toBe('Trail jacket');
      await the.post(lines[1] ?? line());
      expect((await items(10)).edges).toHaveLength(2);
    });
  });

  describe('that are edited', () => {
    it('show their new words, and say what they were before', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const changed = await the.done(bought.buyer, 'reviewEdit', { reviewId: id, ...words({ rating: 2, body: 'It leaks after all.' }) });
      expect(changed).toMatchObject({ rating: 2, body: 'It leaks after all.', status: 'APPROVED' });
      expect(changed.editedAt).not.toBeNull();
      expect(await harness.waitForEvent(reviewsEvents.ReviewEditedV1, eventOf(id))).toMatchObject({
        rating: 2,
        previousRating: 5,
        held: false,
      });
    });

    it('are edited by their author only', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      for (const stranger of [somebody(), operator, staffOf(bought.sellerId)])
        expect(await the.refused(stranger, 'reviewEdit', { reviewId: id, ...words({ rating: 1 }) })).toBe('REVIEW_NOT_FOUND');
    });

    it('are not edited after 30 days', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      await harness.running.db.query(`UPDATE reviews SET posted_at = posted_at - interval '30 days 1 minute' WHERE id = $1`, [id]);
      expect(await the.refused(bought.buyer, 'reviewEdit', { reviewId: id, ...words({ rating: 1 }) })).toBe('EDIT_WINDOW_OVER');
    });

    it('end as one of the edits that came at the same time, with every one of them in the history', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought, { rating: 1 });
      const ratings = [2, 3, 4, 5, 2, 3, 4, 5];
      await Promise.all(
        ratings.map((rating, n) =>
          the.done(bought.buyer, 'reviewEdit', { reviewId: id, ...words({ rating, body: `Edited for the ${n.toString()}th time.` }) }),
        ),
      );
      const [row] = await harness.running.db.query<{ version: number; entries: number }>(
        'SELECT r.version, (SELECT count(*)::int FROM history WHERE aggregate_id = r.id) AS entries FROM reviews r WHERE id = $1',
        [id],
      );
      expect(row).toEqual({ version: 9, entries: 9 });
    });
  });

  describe('that have to be looked into', () => {
    it.each([
      ['LINK', { body: 'Cheaper on www.deals.example' }],
      ['EMAIL', { body: 'Write to me@mail.example' }],
      ['PHONE', { title: 'Call +49 30 1234567' }],
      ['BANNED_WORD', { body: 'What a Sh1t.' }],
      ['BANNED_WORD', { body: 'A kn0ckoff.' }],
      ['BANNED_WORD', { images: [{ url: 'https://img.example/a.jpg', alt: 'w@rez' }] }],
    ])('for a %s are out of sight until an operator has approved them', async (hold, changes) => {
      const bought = await shop.got();
      const { id, status } = await the.post(bought, changes);
      expect(status).toBe('PENDING');
      expect(await harness.waitForEvent(reviewsEvents.ReviewPostedV1, eventOf(id))).toMatchObject({ held: true });
      for (const other of [visitor, somebody(), staffOf(bought.sellerId)]) expect(await the.see(other, id)).toBeNull();
      expect(await the.see(bought.buyer, id)).toMatchObject({ id, status: 'PENDING' });
      const { data } = await harness.graph(
        operator,
        `{ review(id: "${id}") { moderation { heldFor openReports history { version event changedBy reason } } } }`,
      );
      expect(data?.['review']).toMatchObject({
        moderation: { heldFor: [hold], history: [{ version: 1, event: 'POSTED', changedBy: `user:${bought.buyer.userId}`, reason: hold }] },
      });
      expect(await the.done(operator, 'reviewApprove', { reviewId: id })).toMatchObject({ status: 'APPROVED' });
      expect(await the.see(visitor, id)).toMatchObject({ id });
      expect(await harness.waitForEvent(reviewsEvents.ReviewApprovedV1, eventOf(id))).toMatchObject({ rating: 5 });
    });

    it('are taken out of sight again by an edit, and wait for an operator whatever is edited then', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const edit = (body: string) => the.done(bought.buyer, 'reviewEdit', { reviewId: id, ...words({ body }) });
      expect((await edit('Now on www.deals.example')).status).toBe('PENDING');
      expect((await edit('Nothing to see here')).status).toBe('PENDING');
      expect(await the.see(visitor, id)).toBeNull();
      expect((await the.done(operator, 'reviewApprove', { reviewId: id })).status).toBe('APPROVED');
    });

    it('are judged as they were read: what was edited since has to be read again', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought, { body: 'Ask me on www.deals.example' });
      await the.done(bought.buyer, 'reviewEdit', { reviewId: id, ...words({ body: 'Worse: www.bad.example' }) });
      const asRead = { reviewId: id, expectedVersion: 1 };
      expect(await the.refused(operator, 'reviewApprove', asRead)).toBe('VERSION_CONFLICT');
      expect(await the.refused(operator, 'reviewReject', { ...asRead, reason: 'A link' })).toBe('VERSION_CONFLICT');
      expect(await the.see(visitor, id)).toBeNull();
      expect((await the.done(operator, 'reviewReject', { ...asRead, reason: 'A link', expectedVersion: 2 })).status).toBe('REJECTED');
    });

    it('are rejected with a reason, which their author reads', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const rejected = await the.done(operator, 'reviewReject', { reviewId: id, reason: 'This is about the courier.' });
      expect(rejected).toMatchObject({ status: 'REJECTED', rejectionReason: 'This is about the courier.' });
      expect(await the.see(bought.buyer, id)).toMatchObject({ status: 'REJECTED', rejectionReason: 'This is about the courier.' });
      expect(await the.see(somebody(), id)).toBeNull();
      expect(await harness.waitForEvent(reviewsEvents.ReviewRejectedV1, eventOf(id))).toMatchObject({
        reason: 'This is about the courier.',
      });
      expect(await the.refused(operator, 'reviewReject', { reviewId: id, reason: ' ' })).toBe('REASON_INVALID');
      expect(await the.refused(bought.buyer, 'reviewPost', postInput(bought))).toBe('ALREADY_REVIEWED');
    });

    it('are decided by operators only', async () => {
      const { id } = await the.post(await shop.got());
      for (const [who, code] of [
        [visitor, 'UNAUTHENTICATED'],
        [somebody(), 'FORBIDDEN'],
        [staffOf(newSeller()), 'FORBIDDEN'],
      ] as const) {
        const fields = '{ userErrors { code } }';
        expect(codeOf(await harness.graph(who, `mutation { reviewApprove(input: { reviewId: "${id}" }) ${fields} }`))).toBe(code);
        expect(codeOf(await harness.graph(who, `mutation { reviewReject(input: { reviewId: "${id}", reason: "no" }) ${fields} }`))).toBe(
          code,
        );
        expect(codeOf(await harness.graph(who, 'mutation { reviewRatingsRebuild(input: {}) { productsMended } }'))).toBe(code);
        expect(codeOf(await harness.graph(who, '{ reviewsToModerate { edges { cursor } } }'))).toBe(code);
      }
      expect(await the.refused(operator, 'reviewApprove', { reviewId: newId() })).toBe('REVIEW_NOT_FOUND');
    });

    it('show what operators go by to operators only', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      for (const who of [visitor, bought.buyer, staffOf(bought.sellerId)])
        expect((await harness.graph(who, `{ review(id: "${id}") { moderation { openReports } } }`)).data?.['review']).toEqual({
          moderation: null,
        });
    });

    it('wait in a queue, the oldest first', async () => {
      const held: ReviewSeen[] = [];
      for (let n = 0; n < 3; n += 1) held.push(await the.post(await shop.got(), { body: `www.a${n.toString()}.example` }));
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { data } = await harness.graph(
          operator,
          'query ($after: String) { reviewsToModerate(first: 2, after: $after) { edges { node { id status } } pageInfo { endCursor hasNextPage } } }',
          { after },
        );
        const page = data?.['reviewsToModerate'] as {
          readonly edges: readonly { readonly node: { readonly id: string; readonly status: string } }[];
          readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
        };
        for (const { node } of page.edges) expect(node.status).toBe('PENDING');
        seen.push(...page.edges.map(({ node }) => node.id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen.filter((id) => held.some((review) => review.id === id))).toEqual(held.map(({ id }) => id));
    });
  });

  describe('with an answer of the seller', () => {
    it('show it, and another one in its place', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const staff = staffOf(bought.sellerId);
      expect((await the.done(staff, 'reviewReply', { reviewId: id, body: 'Thank you!' })).reply).toMatchObject({
        body: 'Thank you!',
        editedAt: null,
      });
      const again = await the.done(staffOf(bought.sellerId), 'reviewReply', { reviewId: id, body: 'Thank you very much!' });
      expect(again.reply).toMatchObject({ body: 'Thank you very much!' });
      expect(again.reply?.editedAt).not.toBeNull();
      await harness.waitForEvent(reviewsEvents.ReviewRepliedV1, eventOf(id));
    });

    it('are answered by that seller, once everybody can see them, and without what a review is held for', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const staff = staffOf(bought.sellerId);
      for (const other of [somebody(), operator, bought.buyer, staffOf(newSeller())])
        expect(await the.refused(other, 'reviewReply', { reviewId: id, body: 'Thanks' })).toBe('REVIEW_NOT_FOUND');
      expect(await the.refused(staff, 'reviewReply', { reviewId: id, body: 'See www.our-shop.example' })).toBe('REPLY_NOT_ACCEPTABLE');
      expect(await the.refused(staff, 'reviewReply', { reviewId: id, body: 'x'.repeat(30_000) })).toBe('REPLY_INVALID');
      const held = await the.post(await shop.got({ sellerId: bought.sellerId }), { body: 'www.deals.example' });
      expect(await the.refused(staff, 'reviewReply', { reviewId: held.id, body: 'Thanks' })).toBe('REVIEW_NOT_FOUND');
    });
  });

  describe('that help their readers', () => {
    it('count each reader once, however often and fast they say it', async () => {
      const { id } = await the.post(await shop.got());
      const readers = Array.from({ length: 10 }, somebody);
      await Promise.all([...readers, ...readers, ...readers].map((reader) => the.done(reader, 'reviewHelpfulVote', { reviewId: id })));
      expect(await the.see(readers[0] ?? visitor, id)).toMatchObject({ helpfulCount: 10, viewerFoundHelpful: true });
      expect(await the.see(visitor, id)).toMatchObject({ helpfulCount: 10, viewerFoundHelpful: false });
      const leavers = readers.slice(0, 4);
      await Promise.all([...leavers, ...leavers].map((reader) => the.done(reader, 'reviewHelpfulVoteWithdraw', { reviewId: id })));
      expect(await the.see(leavers[0] ?? visitor, id)).toMatchObject({ helpfulCount: 6, viewerFoundHelpful: false });
    });

    it('count what the votes come to when one reader cannot decide', async () => {
      const { id } = await the.post(await shop.got());
      const reader = somebody();
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          the.done(reader, n % 2 === 0 ? 'reviewHelpfulVote' : 'reviewHelpfulVoteWithdraw', { reviewId: id }),
        ),
      );
      const seen = await the.see(reader, id);
      expect(seen?.helpfulCount).toBe(seen?.viewerFoundHelpful === true ? 1 : 0);
    });

    it('do not count their author, nor what others cannot see', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      expect(await the.refused(bought.buyer, 'reviewHelpfulVote', { reviewId: id })).toBe('OWN_REVIEW');
      const held = await the.post(await shop.got(), { body: 'www.deals.example' });
      for (const reader of [somebody(), operator])
        expect(await the.refused(reader, 'reviewHelpfulVote', { reviewId: held.id })).toBe('REVIEW_NOT_FOUND');
      expect(await the.refused(somebody(), 'reviewHelpfulVote', { reviewId: 'nonsense' })).toBe('REVIEW_NOT_FOUND');
    });
  });

  describe('that readers complain about', () => {
    it('stay in sight and wait for an operator, who settles it', async () => {
      const bought = await shop.got();
      const { id } = await the.post(bought);
      const reader = somebody();
      for (let n = 0; n < 2; n += 1) await the.done(reader, 'reviewReport', { reviewId: id, reason: 'This is about another jacket.' });
      await the.done(somebody(), 'reviewReport', { reviewId: id, reason: 'Paid for?' });
      expect(await the.refused(bought.buyer, 'reviewReport', { reviewId: id, reason: 'Mine' })).toBe('OWN_REVIEW');
      expect(await the.see(visitor, id)).toMatchObject({ status: 'APPROVED' });
      const moderation = async () =>
        (await harness.graph(operator, `{ review(id: "${id}") { moderation { openReports reports { reason } history { event } } } }`))
          .data?.['review'];
      expect(await moderation()).toMatchObject({
        moderation: { openReports: 2, reports: [{ reason: 'Paid for?' }, { reason: 'This is about another jacket.' }] },
      });
      await the.done(operator, 'reviewApprove', { reviewId: id });
      expect(await moderation()).toMatchObject({ moderation: { openReports: 0, history: [{ event: 'POSTED' }, { event: 'APPROVED' }] } });
      // Once for each reader, for good.
      await the.done(reader, 'reviewReport', { reviewId: id, reason: 'Still.' });
      expect(await moderation()).toMatchObject({ moderation: { openReports: 0 } });
    });
  });

  describe('of one author', () => {
    it('are all listed for them, whatever became of them, and for nobody else', async () => {
      const buyer = somebody();
      const seen = await the.post(await shop.got({ buyer }));
      const held = await the.post(await shop.got({ buyer }), { body: 'www.deals.example' });
      const { data } = await harness.graph(buyer, '{ ownReviews { edges { node { id status } } pageInfo { hasNextPage } } }');
      expect(data?.['ownReviews']).toEqual({
        edges: [{ node: { id: held.id, status: 'PENDING' } }, { node: { id: seen.id, status: 'APPROVED' } }],
        pageInfo: { hasNextPage: false },
      });
    });
  });

  describe('without a login', () => {
    it.each(['ownReviews', 'reviewableItems'])('%s asks for one', async (query) => {
      expect(codeOf(await harness.graph(visitor, `{ ${query} { edges { cursor } } }`))).toBe('UNAUTHENTICATED');
    });

    it.each([
      'reviewPost(input: { orderItemId: "x", rating: 5, title: "t", body: "b", idempotencyKey: "k" })',
      'reviewEdit(input: { reviewId: "x", rating: 5, title: "t", body: "b" })',
      'reviewReply(input: { reviewId: "x", body: "b" })',
      'reviewHelpfulVote(input: { reviewId: "x" })',
      'reviewHelpfulVoteWithdraw(input: { reviewId: "x" })',
      'reviewReport(input: { reviewId: "x", reason: "r" })',
    ])('%s asks for one', async (mutation) => {
      expect(codeOf(await harness.graph(visitor, `mutation { ${mutation} { userErrors { code } } }`))).toBe('UNAUTHENTICATED');
    });
  });

  it('answer references, to who may see them', async () => {
    const bought = await shop.got();
    const seen = await the.post(bought);
    const held = await the.post(await shop.got(), { body: 'www.deals.example' });
    const representations = [seen.id, held.id, newId(), 'nonsense'].map((id) => ({ __typename: 'Review', id }));
    const { data } = await harness.graph(
      visitor,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Review { ${reviewFields} } } }`,
      { representations },
    );
    expect(data?.['_entities']).toEqual([seen, null, null, null]);
  });

  it('begin with words to ban that are words', () => {
    const isAccepted = (text: string) => context.env.safeParse({ REVIEW_BANNED_WORDS: text }).success;
    expect(['', 'warez', ' warez , knock*,', 'Schund'].every(isAccepted)).toBe(true);
    expect(['two words', '*', 'a', 'a*b', 'warez;knockoff'].some(isAccepted)).toBe(false);
  });

  it('keep a history that nobody can change', async () => {
    const { id } = await the.post(await shop.got());
    const { db } = harness.running;
    await expect(db.query('DELETE FROM history WHERE aggregate_id = $1', [id])).rejects.toThrow('append-only');
    await expect(db.query('UPDATE history SET actor = $2 WHERE aggregate_id = $1', [id, 'nobody'])).rejects.toThrow('append-only');
  });
});
