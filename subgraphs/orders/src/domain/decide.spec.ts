import fc from 'fast-check';
import { after, fold, isRefused } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import { decide, type OrderCommand } from './decide';
import { evolve, type Order, type OrderEvent } from './order';
import {
  at,
  cancel,
  cancelled,
  cashOrderDecider,
  closed,
  confirm,
  confirmed,
  confirmReceipt,
  created,
  createdCashOnDelivery,
  deliver,
  delivered,
  dispatch,
  dispatched,
  endProtection,
  markPaid,
  orderDecider,
  paid,
  parcelDelivered,
  placedCashOnDelivery,
  placeCashOnDelivery,
  plan,
  planned,
  shipped,
  untilDelivered,
} from './order.fixtures';
import { protectionPeriod } from './policies';

const given = specification(orderDecider);
const givenCash = specification(cashOrderDecider);
const protectionOver = after(at, protectionPeriod);

describe('confirming an order', () => {
  it('confirms a new order', () => {
    given().when(confirm).then(confirmed);
  });

  it('refuses a cancelled one', () => {
    given(cancelled).when(confirm).thenRefuses('order-already-cancelled');
  });

  it('stays quiet the second time, and after a payment that arrived first', () => {
    given(confirmed).when(confirm).thenNothing();
    given(paid).when(confirm).thenNothing();
  });
});

describe('the payment of an order', () => {
  it('pays a confirmed order, and one whose confirmation has not arrived yet', () => {
    given(confirmed).when(markPaid).then(paid);
    given().when(markPaid).then(paid);
  });

  it('is refused for a cancelled order: payments refunds the money', () => {
    given(confirmed, cancelled).when(markPaid).thenRefuses('order-already-cancelled');
  });

  it('stays quiet the second time, in every later status', () => {
    given(paid).when(markPaid).thenNothing();
    given(...untilDelivered)
      .when(markPaid)
      .thenNothing();
  });
});

describe('an order with cash on delivery', () => {
  it('is placed when cash on delivery is agreed, also before its confirmation arrives', () => {
    givenCash(confirmed).when(placeCashOnDelivery).then(placedCashOnDelivery);
    givenCash().when(placeCashOnDelivery).then(placedCashOnDelivery);
    expect(fold<OrderEvent, Order>(evolve, createdCashOnDelivery, [placedCashOnDelivery])).toMatchObject({
      status: 'PLACED_FOR_CASH',
      parcels: [],
    });
  });

  it('is not placed when it is cancelled or prepaid', () => {
    givenCash(confirmed, cancelled).when(placeCashOnDelivery).thenRefuses('order-already-cancelled');
    given(confirmed).when(placeCashOnDelivery).thenRefuses('order-is-prepaid');
  });

  it('stays quiet the second time', () => {
    givenCash(confirmed, placedCashOnDelivery).when(placeCashOnDelivery).thenNothing();
    givenCash(placedCashOnDelivery).when(confirm).thenNothing();
  });

  it('is shipped and delivered like any other', () => {
    givenCash(confirmed, placedCashOnDelivery, planned(1)).when(dispatch(1)).then(dispatched(1), shipped(1));
    givenCash(confirmed, placedCashOnDelivery, planned(1)).when(deliver(1)).then(parcelDelivered(1), shipped(1), delivered);
  });

  it('cannot be cancelled once it is placed', () => {
    givenCash(confirmed, placedCashOnDelivery).when(cancel('buyer')).thenRefuses('order-no-longer-cancellable');
    givenCash(confirmed, placedCashOnDelivery).when(cancel('platform')).thenRefuses('order-no-longer-cancellable');
    givenCash(confirmed).when(cancel('platform')).then(cancelled);
  });

  it('is closed only after delivery, because the courier collects the money then', () => {
    givenCash(placedCashOnDelivery, planned(1), dispatched(1), shipped(1)).when(confirmReceipt).thenRefuses('order-not-delivered');
    givenCash(placedCashOnDelivery, planned(1), dispatched(1), shipped(1), parcelDelivered(1), delivered).when(confirmReceipt).then(closed);
  });
});

describe('planning a parcel', () => {
  it('records the parcel and the number of parcels', () => {
    given(paid).when(plan(1, 2)).then(planned(1, 2));
    given(paid, planned(1, 2)).when(plan(2, 2)).then(planned(2, 2));
  });

  it('is refused before the payment', () => {
    given(confirmed).when(plan(1)).thenRefuses('order-not-paid');
    given(cancelled).when(plan(1)).thenRefuses('order-not-paid');
  });

  it('stays quiet the second time', () => {
    given(paid, planned(1)).when(plan(1)).thenNothing();
    given(...untilDelivered)
      .when(plan(1))
      .thenNothing();
  });

  it('delivers an order whose only parcel was delivered before its plan arrived', () => {
    given(paid, parcelDelivered(1), shipped(1)).when(plan(1)).then(planned(1), delivered);
  });

  it('keeps the status of a parcel that is dispatched or delivered already', () => {
    const plannedLate = [paid, parcelDelivered(1), shipped(1), planned(1, 2)];
    expect(fold<OrderEvent, Order>(evolve, created, plannedLate)).toMatchObject({ status: 'SHIPPED', parcels: [{ status: 'delivered' }] });
    given(...plannedLate)
      .when(deliver(2))
      .then(parcelDelivered(2), delivered);
  });
});

describe('dispatching a parcel', () => {
  it('ships the order with the first parcel, and only with it', () => {
    given(paid, planned(1, 2)).when(dispatch(1)).then(dispatched(1), shipped(1));
    given(paid, planned(1, 2), dispatched(1), shipped(1)).when(dispatch(2)).then(dispatched(2));
  });

  it('is refused before the payment', () => {
    given(confirmed).when(dispatch(1)).thenRefuses('order-not-paid');
  });

  it('stays quiet the second time, and after the delivery', () => {
    given(paid, planned(1), dispatched(1), shipped(1)).when(dispatch(1)).thenNothing();
    given(...untilDelivered)
      .when(dispatch(1))
      .thenNothing();
  });
});

describe('delivering a parcel', () => {
  it('delivers the order with the last parcel', () => {
    const bothDispatched = [paid, planned(1, 2), planned(2, 2), dispatched(1), shipped(1), dispatched(2)];
    given(...bothDispatched)
      .when(deliver(1))
      .then(parcelDelivered(1));
    given(...bothDispatched, parcelDelivered(1))
      .when(deliver(2))
      .then(parcelDelivered(2), delivered);
  });

  it('also ships the order when the dispatch was not reported', () => {
    given(paid, planned(1)).when(deliver(1)).then(parcelDelivered(1), shipped(1), delivered);
  });

  it('is refused before the payment', () => {
    given(confirmed).when(deliver(1)).thenRefuses('order-not-paid');
  });

  it('stays quiet the second time', () => {
    given(...untilDelivered)
      .when(deliver(1))
      .thenNothing();
  });

  it('does not reopen a closed order', () => {
    given(paid, planned(1), dispatched(1), shipped(1), closed).when(deliver(1)).then(parcelDelivered(1));
  });
});

describe('confirming the receipt', () => {
  it('closes an order that is shipped or delivered', () => {
    given(...untilDelivered)
      .when(confirmReceipt)
      .then(closed);
    given(paid, dispatched(1), shipped(1)).when(confirmReceipt).then(closed);
  });

  it('is refused before the first dispatch', () => {
    given(paid, planned(1)).when(confirmReceipt).thenRefuses('order-not-delivered');
  });

  it('stays quiet the second time', () => {
    given(...untilDelivered, closed)
      .when(confirmReceipt)
      .thenNothing();
  });
});

describe('the end of the protection period', () => {
  it('closes a delivered order', () => {
    given(...untilDelivered)
      .when(endProtection(protectionOver))
      .then({ type: 'OrderClosed', reason: 'protection-period-over', at: protectionOver });
  });

  it('is refused before it is over, and for an order that is not delivered', () => {
    given(...untilDelivered)
      .when(endProtection())
      .thenRefuses('protection-period-not-over');
    given(paid, dispatched(1), shipped(1)).when(endProtection(protectionOver)).thenRefuses('order-not-delivered');
  });

  it('stays quiet the second time', () => {
    given(...untilDelivered, closed)
      .when(endProtection(protectionOver))
      .thenNothing();
  });
});

describe('cancelling an order', () => {
  it('lets the buyer cancel a new order, and the platform a confirmed one', () => {
    given().when(cancel('buyer')).then(cancelled);
    given(confirmed).when(cancel('platform')).then(cancelled);
  });

  it('refuses the buyer while the payment is in progress, and all after the capture', () => {
    given(confirmed).when(cancel('buyer')).thenRefuses('order-being-paid');
    given(confirmed, paid).when(cancel('buyer')).thenRefuses('order-no-longer-cancellable');
    given(confirmed, paid).when(cancel('platform')).thenRefuses('order-no-longer-cancellable');
  });

  it('stays quiet the second time', () => {
    given(cancelled).when(cancel('platform')).thenNothing();
  });
});

describe('any sequence of commands for an order', () => {
  const parcel = fc.integer({ min: 1, max: 3 });
  const command: fc.Arbitrary<OrderCommand> = fc.oneof(
    fc.constantFrom(
      confirm,
      markPaid,
      markPaid,
      placeCashOnDelivery,
      placeCashOnDelivery,
      confirmReceipt,
      endProtection(),
      endProtection(protectionOver),
    ),
    fc.constantFrom(cancel('buyer'), cancel('platform')),
    parcel.map((number) => plan(number, 3)),
    parcel.map(dispatch),
    parcel.map(deliver),
  );
  const commands = fc.array(command, { maxLength: 25 });
  const handle = (state: Order, issued: OrderCommand): { state: Order; events: readonly OrderEvent[] } => {
    const decision = decide(issued, state);
    const events = isRefused(decision) ? [] : decision;
    return { state: events.reduce(evolve, state), events };
  };
  const initialStates = fc.constantFrom(created, createdCashOnDelivery);
  const handleAll = (issued: readonly OrderCommand[], first: Order = created): { state: Order; history: readonly OrderEvent[] } =>
    issued.reduce<{ state: Order; history: readonly OrderEvent[] }>(
      ({ state, history }, each) => {
        const next = handle(state, each);
        return { state: next.state, history: [...history, ...next.events] };
      },
      { state: first, history: [] },
    );

  it('leaves a history that folds to the state, also after it was stored as JSON', () => {
    fc.assert(
      fc.property(commands, initialStates, (issued, first) => {
        const { state, history } = handleAll(issued, first);
        const stored = JSON.parse(JSON.stringify(history)) as OrderEvent[];
        expect(fold<OrderEvent, Order>(evolve, first, stored)).toEqual(state);
      }),
    );
  });

  it('takes effect once', () => {
    fc.assert(
      fc.property(commands, command, initialStates, (issued, last, first) => {
        const { state } = handle(handleAll(issued, first).state, last);
        expect(handle(state, last)).toEqual({ state, events: [] });
      }),
    );
  });

  it('changes the status only forward, as drawn in the README', () => {
    const transitions: Readonly<Record<Order['status'], readonly Order['status'][]>> = {
      CREATED: ['CONFIRMED', 'PLACED_FOR_CASH', 'PAID', 'CANCELLED'],
      CONFIRMED: ['PLACED_FOR_CASH', 'PAID', 'CANCELLED'],
      PLACED_FOR_CASH: ['SHIPPED'],
      PAID: ['SHIPPED'],
      SHIPPED: ['DELIVERED', 'CLOSED'],
      DELIVERED: ['CLOSED'],
      CLOSED: [],
      CANCELLED: [],
    };
    fc.assert(
      fc.property(commands, initialStates, (issued, first) => {
        handleAll(issued, first).history.reduce<Order>((before, event) => {
          const next = evolve(before, event);
          expect([before.status, ...transitions[before.status]]).toContain(next.status);
          return next;
        }, first);
      }),
    );
  });

  it('delivers the order once every parcel is delivered, in any order of messages', () => {
    const parcels = [1, 2, 3];
    const messages = parcels.flatMap((number) => [plan(number, parcels.length), dispatch(number), deliver(number)]);
    fc.assert(
      fc.property(fc.shuffledSubarray(messages, { minLength: messages.length }), (shuffled) => {
        const { state, history } = handleAll([markPaid, ...shuffled]);
        expect(state).toMatchObject({ status: 'DELIVERED', parcelCount: 3 });
        expect(history.filter((event) => event.type === 'OrderDelivered')).toHaveLength(1);
      }),
    );
  });
});
