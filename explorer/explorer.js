// Runs in the browser, after React and GraphiQL, which put themselves on `window`. Sent as it is: there is no bundling.

// The name under which GraphiQL's dialogs look for the nonce of the style elements that they add.
window.__webpack_nonce__ = document.currentScript.nonce;

const KEEPS_HEADERS = 'graphiql:shouldPersistHeaders';
const HISTORIES = ['graphiql:queries', 'graphiql:favorites'];

// GraphiQL's history stores the headers that went with each query, session tokens too, even for those who did not choose
// to have headers kept. This storage, the browser's own otherwise, holds the history to that choice.
const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem(key, value) {
    const keepsHeaders = (key === KEEPS_HEADERS ? value : localStorage.getItem(KEEPS_HEADERS)) === 'true';
    localStorage.setItem(key, HISTORIES.includes(key) && !keepsHeaders ? withoutHeaders(value) : value);
    if (key === KEEPS_HEADERS && !keepsHeaders) forgetHeaders();
  },
  removeItem: (key) => localStorage.removeItem(key),
  get length() {
    return ownKeys().length;
  },
  clear() {
    for (const key of ownKeys()) localStorage.removeItem(key);
  },
};

function ownKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith('graphiql:'));
}

function forgetHeaders() {
  for (const key of HISTORIES) {
    const history = localStorage.getItem(key);
    if (history) localStorage.setItem(key, withoutHeaders(history));
  }
}

function withoutHeaders(json) {
  return JSON.stringify(JSON.parse(json, (name, value) => (name === 'headers' ? undefined : value)));
}

const { endpoint, defaultQuery } = JSON.parse(document.getElementById('explorer-settings').textContent);
const fetcher = window.GraphiQL.createFetcher({ url: endpoint });
const element = window.React.createElement;

window.ReactDOM.createRoot(document.getElementById('explorer')).render(
  element(
    window.GraphiQL,
    { fetcher, defaultQuery, storage, inputValueDeprecation: true },
    element(window.GraphiQL.Logo, null, 'Hearth'),
  ),
);
