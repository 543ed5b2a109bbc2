import type { OutgoingEvent } from '@marketplace/platform';
import type { SellerEvent } from '../../domain/seller';
import type { UserEvent } from '../../domain/user';

type Aggregate = { readonly id: string; readonly version: number };

/** What the world is told of a user; given by main.ts, from the nats adapter. */
export type AnnounceUser = (user: Aggregate, event: UserEvent) => OutgoingEvent;

/** What the world is told of a seller; given by main.ts, from the nats adapter. */
export type AnnounceSeller = (seller: Aggregate, event: SellerEvent) => OutgoingEvent;
