/** The password of all demo accounts. They exist only after the demo data is loaded. */
export const demoPassword = 'demo-Pass-1';

export const demoOperator = { email: 'operator@demo.test', password: demoPassword } as const;

const numbered = (role: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${role}${(index + 1).toString()}@demo.test`);

export const demoBuyers = numbered('buyer', 3);
export const demoSellers = numbered('seller', 5);

const login = (label: string, email: string) => ({ label, email, password: demoPassword });

/** The demo accounts that the banner and the start page show. */
export const demoLogins = [
  ...demoBuyers.map((email) => login('buyer', email)),
  ...demoSellers.map((email) => login('seller', email)),
  login('operator', demoOperator.email),
];
