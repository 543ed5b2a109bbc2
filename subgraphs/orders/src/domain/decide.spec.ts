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
  createdForCash,
  deliver,
  delivered,
  dispatch,
  dispatched,
  endProtection,
  markPaid,
  orderDecider,
  paid,
  parcelDelivered,
  placedForCash,
  placeForCash,
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

  it('stays quiet the second time, and when the money was faster', () => {
    given(confirmed).when(confirm).thenNothing();
    given(paid).when(confirm).thenNothing();
  });
});

describe('the payment of an order', () => {
  it('pays a confirmed order, and one whose confirmation is still on its way', () => {
    given(confirmed).when(markPaid).then(paid);
    given().when(markPaid).then(paid);
  });

  it('is refused by a cancelled order: payments gives the money back', () => {
    given(confirmed, cancelled).when(markPaid).thenRefuses('order-already-cancelled');
  });

  it('stays quiet the second time, however far the order has come', () => {
    given(paid).when(markPaid).thenNothing();
    given(...untilDelivered)
      .when(markPaid)
      .thenNothing();
  });
});

describe('an order that is paid at the door', () => {
  it('is placed once couriers are to collect its money, also when its confirmation is still on its way', () => {
    givenCash(confirmed).when(placeForCash).then(placedForCash);
    givenCash().when(placeForCash).then(placedForCash);
    expect(fold<OrderEvent, Order>(evolve, createdForCash, [placedForCash])).toMatchObject({ status: 'PLACED_FOR_CASH', parcels: [] });
  });

  it('is not placed when it was cancelled, or is to be paid before', () => {
    givenCash(confirmed, cancelled).when(placeForCash).thenRefuses('order-already-cancelled');
    given(confirmed).when(placeForCash).thenRefuses('order-is-prepaid');
  });

  it('stays quiet the second time', () => {
    givenCash(confirmed, placedForCash).when(placeForCash).thenNothing();
    givenCash(placedForCash).when(confirm).thenNothing();
  });

  it('is shipped and delivered as any other', () => {
    givenCash(confirmed, placedForCash, planned(1)).when(dispatch(1)).then(dispatched(1), shipped(1));
    givenCash(confirmed, placedForCash, planned(1)).when(deliver(1)).then(parcelDelivered(1), shipped(1), delivered);
  });

  it('cannot be cancelled once it is placed', () => {
    givenCash(confirmed, placedForCash).when(cancel('buyer')).thenRefuses('order-no-longer-cancellable');
    givenCash(confirmed, placedForCash).when(cancel('platform')).thenRefuses('order-no-longer-cancellable');
    givenCash(confirmed).when(cancel('platform')).then(cancelled);
  });

  it('is closed only when it was handed over: nobody has seen the money before', () => {
    givenCash(placedForCash, planned(1), dispatched(1), shipped(1)).when(confirmReceipt).thenRefuses('order-not-delivered');
    givenCash(placedForCash, planned(1), dispatched(1), shipped(1), parcelDelivered(1), delivered).when(confirmReceipt).then(closed);
  });
});

describe('planning a parcel', () => {
  it('notes the parcel and how many there are', () => {
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

  it('delivers an order whose only parcel was delivered before its plan was heard', () => {
    given(paid, parcelDelivered(1), shipped(1)).when(plan(1)).then(planned(1), delivered);
  });

  it('does not take a parcel back that is under way or delivered', () => {
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
    const underWay = [paid, planned(1, 2), planned(2, 2), dispatched(1), shipped(1), dispatched(2)];
    given(...underWay)
      .when(deliver(1))
      .then(parcelDelivered(1));
    given(...underWay, parcelDelivered(1))
      .when(deliver(2))
      .then(parcelDelivered(2), delivered);
  });

  it('ships the order too when nobody said that the parcel was dispatched', () => {
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

  it('does not open a closed order again', () => {
    given(paid, planned(1), dispatched(1), shipped(1), closed).when(deliver(1)).then(parcelDelivered(1));
  });
});

describe('confirming the receipt', () => {
  it('closes an order that is delivered or under way', () => {
    given(...untilDelivered)
      .when(confirmReceipt)
      .then(closed);
    given(paid, dispatched(1), shipped(1)).when(confirmReceipt).then(closed);
  });

  it('is refused as long as nothing is under way', () => {
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

  it('refuses the buyer while the payment is under way, and everybody once it is there', () => {
    given(confirmed).when(cancel('buyer')).thenRefuses('order-being-paid');
    given(confirmed, paid).when(cancel('buyer')).thenRefuses('order-no-longer-cancellable');
    given(confirmed, paid).when(cancel('platform')).thenRefuses('order-no-longer-cancellable');
  });

  it('stays quiet the second time', () => {
    given(cancelled).when(cancel('platform')).thenNothing();
  });
});

describe('whatever is asked of an order', () => {
  const parcel = fc.integer({ min: 1, max: 3 });
  const command: fc.Arbitrary<OrderCommand> = fc.oneof(
    fc.constantFrom(
      confirm,
      markPaid,
      markPaid,
      placeForCash,
      placeForCash,
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
  const obey = (state: Order, asked: OrderCommand): { state: Order; events: readonly OrderEvent[] } => {
    const decision = decide(asked, state);
    const events = isRefused(decision) ? [] : decision;
    return { state: events.reduce(evolve, state), events };
  };
  const beginnings = fc.constantFrom(created, createdForCash);
  const live = (asked: readonly OrderCommand[], first: Order = created): { state: Order; history: readonly OrderEvent[] } =>
    asked.reduce<{ state: Order; history: readonly OrderEvent[] }>(
      ({ state, history }, each) => {
        const next = obey(state, each);
        return { state: next.state, history: [...history, ...next.events] };
      },
      { state: first, history: [] },
    );

  it('has a history that folds to its state, also after it was stored as JSON', () => {
    fc.assert(
      fc.property(commands, beginnings, (asked, first) => {
        const { state, history } = live(asked, first);
        const stored = JSON.parse(JSON.stringify(history)) as OrderEvent[];
        expect(fold<OrderEvent, Order>(evolve, first, stored)).toEqual(state);
      }),
    );
  });

  it('has every effect once', () => {
    fc.assert(
      fc.property(commands, command, beginnings, (asked, last, first) => {
        const { state } = obey(live(asked, first).state, last);
        expect(obey(state, last)).toEqual({ state, events: [] });
      }),
    );
  });

  it('moves as drawn, one way only', () => {
    const drawn: Readonly<Record<Order['status'], readonly Order['status'][]>> = {
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
      fc.property(commands, beginnings, (asked, first) => {
        live(asked, first).history.reduce<Order>((before, event) => {
          const next = evolve(before, event);
          expect([before.status, ...drawn[before.status]]).toContain(next.status);
          return next;
        }, first);
      }),
    );
  });

  it('is delivered once every parcel is, in whatever order the news of them arrive', () => {
    const parcels = [1, 2, 3];
    const news = parcels.flatMap((number) => [plan(number, parcels.length), dispatch(number), deliver(number)]);
    fc.assert(
      fc.property(fc.shuffledSubarray(news, { minLength: news.length }), (shuffled) => {
        const { state, history } = live([markPaid, ...shuffled]);
        expect(state).toMatchObject({ status: 'DELIVERED', parcelCount: 3 });
        expect(history.filter((event) => event.type === 'OrderDelivered')).toHaveLength(1);
      }),
    );
  });
});
