import { createHash } from 'node:crypto';
import type { ServiceDescription } from './degradation';
import type { Reply } from './reply';

/** An account of the demo data that the start page shows. */
export type DemoLogin = { readonly label: string; readonly email: string; readonly password: string };

export type PageOptions = {
  readonly title: string;
  readonly services: readonly ServiceDescription[];
  readonly logins: readonly DemoLogin[];
};

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6675;--line:#dfe3ea;--paper:#fbfbfd;--card:#fff;--accent:#3b5bdb;--away:#c92a2a;--here:#2b8a3e}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf1;--soft:#9aa5b5;--line:#2c3442;--paper:#12161d;--card:#191f29;--accent:#8da6ff;--away:#ff8787;--here:#69db7c}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:4rem 1.5rem}h1{font-size:2rem;letter-spacing:-.02em;margin:0 0 .3rem}
h2{font-size:.8rem;text-transform:uppercase;letter-spacing:.09em;color:var(--soft);margin:2.6rem 0 .8rem}
p{margin:0;color:var(--soft)}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
ul{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
li{display:flex;gap:1rem;justify-content:space-between;padding:.75rem 1rem;border-top:1px solid var(--line);flex-wrap:wrap}
li:first-child{border-top:0}code{font:.88em ui-monospace,monospace}li span{color:var(--soft)}
.names{display:flex;flex-wrap:wrap;gap:.5rem}.names code{border:1px solid var(--line);background:var(--card);border-radius:99px;padding:.15rem .75rem}
.names .away{border-color:var(--away);color:var(--away)}.names .here{border-color:var(--here)}#state{margin-bottom:.8rem}#state.away{color:var(--away)}
`;

/** Marks unreachable services and shows the impact, refreshed while the page is visible. */
const script = `
const state=document.getElementById('state');
const refresh=async()=>{
  if(!document.hidden)try{
    const {degraded,services}=await(await fetch('/health/services')).json();
    for(const name of document.querySelectorAll('[data-service]'))name.className=services[name.dataset.service]?.reachable===false?'away':'here';
    state.className=degraded.length?'away':'here';
    state.textContent=degraded.length?degraded.map(({says})=>says+'.').join(' '):'All services are available.';
  }catch{state.className='away';state.textContent='The gateway is not responding.'}
  setTimeout(refresh,3000);
};
refresh();
`;

const escaped = (value: string): string => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const hashOf = (source: string): string => `sha256-${createHash('sha256').update(source).digest('base64')}`;

const listItem = (left: string, right: string): string => `<li>${left}<span>${right}</span></li>`;

const endpoints = [
  listItem('<a href="/graphql?query=%7B__typename%7D"><code>/graphql</code></a>', 'GraphQL over HTTP and WebSocket (graphql-transport-ws)'),
  listItem('<a href="/health/live"><code>/health/live</code></a>', 'liveness of the process'),
  listItem('<a href="/health/ready"><code>/health/ready</code></a>', 'readiness: all critical services are reachable'),
  listItem('<a href="/health/services"><code>/health/services</code></a>', 'state of each service'),
  listItem('<a href="/metrics"><code>/metrics</code></a>', 'Prometheus metrics'),
].join('');

const loginList = (logins: readonly DemoLogin[]): string =>
  logins.length === 0
    ? ''
    : `<h2>Demo accounts</h2><ul>${logins
        .map(({ label, email, password }) =>
          listItem(`<code>${escaped(email)}</code>`, `${escaped(label)} &middot; <code>${escaped(password)}</code>`),
        )
        .join('')}</ul>`;

/** Logs and metrics use the name; the title is shown as a tooltip. */
const serviceTag = ({ name, title }: ServiceDescription): string => {
  const hint = title === name ? '' : ` title="${escaped(title)}"`;
  return `<code data-service="${escaped(name)}"${hint}>${escaped(name)}</code>`;
};

/** The page at `/`: endpoints, demo accounts and the state of the services. Its policy allows its own script, style and requests to this server. */
export const startPage = ({ title, services, logins }: PageOptions): Reply => {
  const names = services.map(serviceTag).join('');
  const sources = `style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; connect-src 'self'`;
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy': `default-src 'none'; ${sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head><body><main><h1>${escaped(title)}</h1>
<p>One GraphQL API, federated from ${services.length} services.</p>
<h2>Endpoints</h2><ul>${endpoints}</ul>${loginList(logins)}<h2>Services</h2><p id="state" role="status"></p><div class="names">${names}</div></main>
<script>${script}</script></body></html>`,
  };
};
