import { appendOnly } from '@marketplace/platform';

const stars = [1, 2, 3, 4, 5].map((n) => `stars${n.toString()} integer NOT NULL CHECK (stars${n.toString()} >= 0)`).join(',\n    ');

export const up = `
  -- The purchases that orders published. A line and its delivery arrive in any order.
  CREATE TABLE purchases (
    order_item_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    buyer_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    title text NOT NULL
  );
  CREATE INDEX purchases_of_buyer ON purchases (buyer_id, order_item_id);

  CREATE TABLE deliveries (
    order_id uuid PRIMARY KEY,
    delivered_at timestamptz NOT NULL
  );

  CREATE TABLE reviews (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED')),
    -- One review per order line, also with parallel requests.
    order_item_id uuid NOT NULL UNIQUE REFERENCES purchases,
    order_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    author_id uuid NOT NULL,
    rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 120),
    body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 5000),
    images jsonb NOT NULL CHECK (jsonb_array_length(images) <= 5),
    held_for jsonb,
    rejection_reason text,
    posted_at timestamptz NOT NULL,
    edited_at timestamptz,
    reply_body text,
    reply_at timestamptz,
    reply_edited_at timestamptz,
    -- Votes and reports are counted in the statement that records them. They do not change the version.
    helpful_count integer NOT NULL DEFAULT 0 CHECK (helpful_count >= 0),
    open_reports integer NOT NULL DEFAULT 0 CHECK (open_reports >= 0),
    CHECK ((status = 'PENDING') = (held_for IS NOT NULL)),
    CHECK ((status = 'REJECTED') = (rejection_reason IS NOT NULL)),
    CHECK ((reply_body IS NULL) = (reply_at IS NULL))
  );
  CREATE INDEX reviews_newest ON reviews (product_id, id) WHERE status = 'APPROVED';
  CREATE INDEX reviews_most_helpful ON reviews (product_id, helpful_count, id) WHERE status = 'APPROVED';
  CREATE INDEX reviews_best ON reviews (product_id, rating, id) WHERE status = 'APPROVED';
  CREATE INDEX reviews_worst ON reviews (product_id, (6 - rating), id) WHERE status = 'APPROVED';
  CREATE INDEX reviews_of_seller ON reviews (seller_id, id) WHERE status = 'APPROVED';
  CREATE INDEX reviews_of_author ON reviews (author_id, id);
  CREATE INDEX reviews_to_moderate ON reviews (id) WHERE status = 'PENDING' OR open_reports > 0;

  CREATE TABLE review_votes (
    review_id uuid NOT NULL REFERENCES reviews,
    user_id uuid NOT NULL,
    voted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (review_id, user_id)
  );

  CREATE TABLE review_reports (
    review_id uuid NOT NULL REFERENCES reviews,
    user_id uuid NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    reported_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (review_id, user_id)
  );
  ${appendOnly('review_reports')}

  -- The number of approved reviews per rating; updated in the statement that changes a review. No updated column is indexed,
  -- and pages keep free space, so that PostgreSQL can use HOT updates for the most frequent rows.
  CREATE TABLE product_ratings (
    product_id uuid PRIMARY KEY,
    seller_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    ${stars}
  ) WITH (fillfactor = 60);

  CREATE TABLE seller_ratings (
    seller_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    ${stars}
  ) WITH (fillfactor = 60);

  -- The ratings to publish: one row per change, so that writers do not wait for each other.
  CREATE TABLE rating_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('product', 'seller')),
    subject_id uuid NOT NULL
  );

  -- Each rating as last published.
  CREATE TABLE ratings_announced (
    kind text NOT NULL CHECK (kind IN ('product', 'seller')),
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    histogram jsonb NOT NULL,
    PRIMARY KEY (kind, subject_id)
  );
`;

export const down = `DROP TABLE ratings_announced, rating_changes, seller_ratings, product_ratings, review_reports, review_votes, reviews, deliveries,
  purchases`;
