import type { CheckoutId } from '@marketplace/kernel';
import { StaleWrite, type Database, type OutgoingEvent } from '@marketplace/platform';
import type { QuoteAnswer, QuoteRepository } from '../../application/ports';
import { ShippingQuotes } from './tables';

type Announce = (checkoutId: CheckoutId, answer: QuoteAnswer) => OutgoingEvent;

export const quoteRepository = (db: Database, announce: Announce): QuoteRepository => ({
  // Hardly ever is one asked twice, so the unique key is left to find out.
  save: async (checkoutId, answer, cause) => {
    try {
      await db.unit(cause).insert(ShippingQuotes, [{ checkoutId, answer }]).publish(announce(checkoutId, answer)).commit();
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
      if ((await db.select(ShippingQuotes, 'WHERE checkout_id = $1', [checkoutId])).length === 0) throw error;
    }
  },
});
