import type { Asset } from './assets.js';
import { defaultTab } from './default-queries.js';

/** What the page allows itself: its own files and its own endpoint, and style elements that know the nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // GraphiQL's dialogs and menus add a style element of their own while they are open.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The explorer's HTML. `explorer.js` reads the settings from it and takes the nonce from its own script element. */
export function explorerPage(page: { endpoint: string; nonce: string; assets: readonly Asset[] }): string {
  const settings = JSON.stringify({ endpoint: page.endpoint, defaultQuery: defaultTab });
  const links = page.assets.map(({ kind, path }) =>
    kind === 'stylesheet'
      ? `<link rel="stylesheet" href="${path}">`
      : `<script defer nonce="${page.nonce}" src="${path}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hearth explorer</title>
<link rel="icon" href="data:,">
${links.join('\n')}
</head>
<body>
<div id="explorer"><p class="explorer-loading">Loading the explorer (it needs JavaScript)…</p></div>
<script type="application/json" id="explorer-settings">${settings.replaceAll('<', '\\u003c')}</script>
</body>
</html>
`;
}
