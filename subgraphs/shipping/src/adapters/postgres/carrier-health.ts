import type { Database } from '@marketplace/platform';
import type { CarrierDesk } from '../../application/ports';

/** Keeps when a carrier last did as it was asked, and when and why it last did not. */
export const carrierHealth =
  (db: Database): CarrierDesk['report'] =>
  async (health) => {
    await db.query(
      `INSERT INTO carrier_integrations (carrier_name, api_endpoint, last_success_at, last_failure_at, last_error)
       SELECT carrier, endpoint, CASE WHEN succeeded > 0 THEN at END, CASE WHEN error IS NOT NULL THEN at END, error
       FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[]) AS h (carrier, endpoint, succeeded, error, at)
       ON CONFLICT (carrier_name) DO UPDATE SET api_endpoint = excluded.api_endpoint,
         last_success_at = coalesce(excluded.last_success_at, carrier_integrations.last_success_at),
         last_failure_at = coalesce(excluded.last_failure_at, carrier_integrations.last_failure_at),
         last_error = coalesce(excluded.last_error, carrier_integrations.last_error)`,
      [
        health.map((each) => each.carrier),
        health.map((each) => each.endpoint),
        health.map((each) => each.succeeded),
        health.map((each) => each.error ?? null),
        health.map((each) => each.at),
      ],
    );
  };
