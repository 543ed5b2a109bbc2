/** A tracking event: its cursor is where the next subscription continues. */
type Tracked = { readonly cursor: string; readonly status: string };
type Answer = { readonly data?: { readonly orderTracking: Tracked } | null; readonly errors?: readonly { readonly message: string }[] };

const document = `subscription Tracking($orderId: ID!, $after: String) {
  orderTracking(orderId: $orderId, after: $after) { cursor status at }
}`;

/** Follows an order until `isDone`. After an interruption it continues after the last event: nothing is missed or repeated. */
export const followOrder = async function* (
  subscribe: (query: string, variables: object) => AsyncIterable<Answer>,
  orderId: string,
  isDone: (status: string) => boolean,
): AsyncGenerator<Tracked, void, undefined> {
  let after: string | undefined;
  for (;;) {
    for await (const { data, errors } of subscribe(document, { orderId, after })) {
      // SUBSCRIPTION_INTERRUPTED: subscribe again.
      if (errors !== undefined || data == null) break;
      after = data.orderTracking.cursor;
      yield data.orderTracking;
      if (isDone(data.orderTracking.status)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
};
