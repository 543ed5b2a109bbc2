import { idOf, type Actor, type SellerId, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor, type ContextHarness } from '@marketplace/platform/testing';
import { ordersEvents } from '@marketplace/schema';

export type Caller = Exclude<Actor, { kind: 'system' }>;
export type User = Extract<Actor, { kind: 'user' }> & { readonly userId: UserId };

/** A user that no other test uses. */
export const newUser = (): User => userActor(idOf(newId()));
export const staffOf = (...sellerIds: readonly SellerId[]): User => userActor(idOf(newId()), ['seller'], sellerIds);
export const operator = userActor(idOf('01900000-0000-7000-8000-0000000000a1'), ['operator']);

export const guest: Caller = { kind: 'guest' };

export const newSeller = (): SellerId => idOf(newId());

/** A line of an order, with its buyer. */
export type OrderLine = {
  readonly buyer: User;
  readonly orderItemId: string;
  readonly orderId: string;
  readonly sellerId: SellerId;
  readonly productId: string;
  readonly variantId: string;
};

type Choice = { readonly buyer?: User; readonly sellerId?: SellerId; readonly productId?: string };

export const newLine = ({ buyer = newUser(), sellerId = newSeller(), productId = newId() }: Choice = {}): OrderLine => ({
  buyer,
  orderItemId: newId(),
  orderId: newId(),
  sellerId,
  productId,
  variantId: newId(),
});

const usd = (amount: string) => ({ amount, currency: 'USD' });

/** Publishes the events of orders. */
export const fakeOrders = (harness: ContextHarness) => {
  const created = ({ buyer, orderItemId, orderId, sellerId, productId, variantId }: OrderLine, eventId = newId()): Promise<string> =>
    harness.publish(
      ordersEvents.OrderCreatedV1,
      {
        orderId,
        checkoutId: newId(),
        buyerId: buyer.userId,
        sellerId,
        orderNumber: '2611-000042',
        total: usd('1750'),
        shipping: usd('500'),
        tax: usd('0'),
        items: [
          {
            orderItemId,
            variantId,
            productId,
            sku: 'TJ-M',
            title: 'Trail jacket',
            quantity: 1,
            unitPrice: usd('1250'),
            total: usd('1250'),
            tax: usd('0'),
          },
        ],
      },
      { aggregateId: orderId, version: 1, eventId },
    );
  const delivered = (
    { buyer, orderId, sellerId }: OrderLine,
    orderType: 'PREPAID' | 'CASH_ON_DELIVERY' = 'PREPAID',
    eventId = newId(),
  ): Promise<string> =>
    harness.publish(
      ordersEvents.OrderDeliveredV1,
      { orderId, checkoutId: newId(), buyerId: buyer.userId, sellerId, orderType },
      { aggregateId: orderId, version: 6, eventId },
    );
  /** A purchased and delivered line. */
  const deliveredLine = async (choice: Choice = {}): Promise<OrderLine> => {
    const line = newLine(choice);
    const eventIds = await Promise.all([created(line), delivered(line)]);
    await Promise.all(eventIds.map((id) => harness.waitUntilHandled(id)));
    return line;
  };
  return { created, delivered, deliveredLine };
};

export type ReviewSeen = {
  readonly id: string;
  readonly rating: number;
  readonly title: string;
  readonly body: string;
  readonly images: readonly { readonly url: string; readonly alt: string }[];
  readonly author: { readonly id: string };
  readonly product: { readonly id: string };
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly status: string;
  readonly helpfulCount: number;
  readonly viewerFoundHelpful: boolean;
  readonly rejectionReason: string | null;
  readonly reply: { readonly body: string; readonly editedAt: string | null } | null;
};

export type Payload = {
  readonly review: ReviewSeen | null;
  readonly userErrors: readonly { readonly __typename: string; readonly code: string; readonly path: readonly string[] | null }[];
};

export const reviewFields = `id rating title body images { url alt } author { id } product { id } variant { id } seller { id } createdAt editedAt
  editableUntil status helpfulCount viewerFoundHelpful rejectionReason reply { body at editedAt }`;

const inputs = {
  reviewPost: 'ReviewPostInput!',
  reviewEdit: 'ReviewEditInput!',
  reviewReply: 'ReviewReplyInput!',
  reviewHelpfulVote: 'ReviewHelpfulVoteInput!',
  reviewHelpfulVoteWithdraw: 'ReviewHelpfulVoteWithdrawInput!',
  reviewReport: 'ReviewReportInput!',
  reviewApprove: 'ReviewApproveInput!',
  reviewReject: 'ReviewRejectInput!',
} as const;

export type MutationName = keyof typeof inputs;

const documentOf = (mutation: MutationName): string =>
  `mutation ($input: ${inputs[mutation]}) { ${mutation}(input: $input) { review { ${reviewFields} } userErrors { __typename code message path } } }`;

/** A review with five stars, with the changes of a test. */
export const reviewInput = (changes: object = {}) => ({
  rating: 5,
  title: 'Keeps the rain out',
  body: 'Wore it for a week in Wales.',
  ...changes,
});

/** A GraphQL client for reviews. */
export const reviewClient = (harness: ContextHarness) => {
  const run = async (actor: Caller, mutation: MutationName, input: object): Promise<Payload> => {
    const { data, errors } = await harness.graph(actor, documentOf(mutation), { input });
    expect(errors).toBeUndefined();
    return data?.[mutation] as Payload;
  };
  const change = async (actor: Caller, mutation: MutationName, input: object): Promise<ReviewSeen> => {
    const { review, userErrors } = await run(actor, mutation, input);
    expect(userErrors).toEqual([]);
    if (review === null) throw new Error('a change without errors returns the review');
    return review;
  };
  /** The code of the first user error. */
  const errorCode = async (actor: Caller, mutation: MutationName, input: object): Promise<string | undefined> => {
    const { review, userErrors } = await run(actor, mutation, input);
    expect(review).toBeNull();
    return userErrors[0]?.code;
  };
  const post = ({ buyer, orderItemId }: OrderLine, changes: object = {}): Promise<ReviewSeen> =>
    change(buyer, 'reviewPost', { orderItemId, ...reviewInput(changes), idempotencyKey: newId() });
  const read = async (actor: Caller, id: string): Promise<ReviewSeen | null> =>
    (await harness.graph(actor, `query ($id: ID!) { review(id: $id) { ${reviewFields} } }`, { id })).data?.['review'] as ReviewSeen | null;
  return { run, change, errorCode, post, read };
};
