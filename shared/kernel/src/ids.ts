declare const brand: unique symbol;

/** An ID of one kind of aggregate, which is not assignable to IDs of others. At run time it is a UUIDv7 string. */
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

/** Returns true if a text has the format of an ID. */
export const isId = (text: string): boolean => uuidShape.test(text);

/** Brands an ID. Only for IDs from trusted sources, such as rows and events. */
export const idOf = <Name extends string>(text: string): Id<Name> => text as Id<Name>;

/** Creates a new ID. Passed to domain code as an argument, so that it stays deterministic. */
export type NewId = <Name extends string>() => Id<Name>;
