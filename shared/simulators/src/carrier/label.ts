import { escapeHtml, html, type HttpAnswer } from '../http-server';
import type { CarrierShipment, Recipient } from './records';

const height = 60;

// Not a real symbology: bars that differ from number to number are enough to look at.
const bars = (text: string): string => {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const drawn = bits
    .split('')
    .map((bit, index) => (bit === '1' ? `<rect x="${index * 3}" width="3" height="${height}"/>` : ''))
    .join('');
  return `<svg viewBox="0 0 ${bits.length * 3} ${height}" width="100%" height="${height}" role="img" aria-label="${escapeHtml(text)}">${drawn}</svg>`;
};

const addressLines = ({ name, line1, line2, city, postalCode, region, countryCode }: Recipient): readonly string[] =>
  [name, line1, line2, [postalCode, city].filter(Boolean).join(' '), region, countryCode].filter((line) => line !== undefined);

const style = `@page{size:100mm 150mm;margin:5mm}body{font:14px system-ui;width:90mm;margin:1rem auto;border:2px solid #000;padding:4mm}
h1{font-size:18px;margin:0;display:flex;justify-content:space-between}address{font-style:normal;font-size:18px;margin:6mm 0;line-height:1.4}p{margin:2mm 0}`;

/** A label of 100 × 150 mm that prints from the browser. */
export const labelPage = (shipment: CarrierShipment): HttpAnswer => {
  const { cashOnDelivery: cash } = shipment;
  const grams = shipment.parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0);
  return html(
    200,
    `<html lang="en"><head><meta charset="utf-8"><title>Label ${escapeHtml(shipment.trackingNumber)}</title><style>${style}</style></head><body>
<h1><span>swiftpost</span><span>${shipment.service}</span></h1>
<address>${addressLines(shipment.recipient).map(escapeHtml).join('<br>')}</address>
${bars(shipment.trackingNumber)}
<p><strong>${escapeHtml(shipment.trackingNumber)}</strong></p>
<p>Reference ${escapeHtml(shipment.reference)} · ${shipment.parcels.length} parcel(s) · ${(grams / 1000).toFixed(2)} kg</p>
${cash === undefined ? '' : `<p><strong>Collect ${escapeHtml(cash.amount)} ${escapeHtml(cash.currency)}</strong></p>`}
</body></html>`,
  );
};
