declare const brand: unique symbol;

/** An id that cannot be passed where another aggregate's id is expected. At run time it is a UUIDv7 string. */
export type Id<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Id<'User'>;
export type SellerId = Id<'Seller'>;
export type ProductId = Id<'Product'>;
export type VariantId = Id<'Variant'>;
export type CategoryId = Id<'Category'>;
export type WarehouseId = Id<'Warehouse'>;
export type CartId = Id<'Cart'>;
export type CheckoutId = Id<'Checkout'>;
export type OrderId = Id<'Order'>;
export type OrderItemId = Id<'OrderItem'>;
export type ReservationId = Id<'Reservation'>;
export type PaymentId = Id<'Payment'>;
export type ShipmentId = Id<'Shipment'>;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a client's text can be an id at all; a text that is not one can belong to nothing. */
export const isId = (text: string): boolean => uuidShape.test(text);

/** Names the aggregate an id belongs to. Only for ids that come from a trusted place (a row, an event). */
export const idOf = <Name extends string>(text: string): Id<Name> => text as Id<Name>;

/** Makes a new id; the one source of ids is passed in, so that domain code stays repeatable. */
export type NewId = <Name extends string>() => Id<Name>;
