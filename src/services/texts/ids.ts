import type { Element, Root } from 'hast';

/** What the ids of headings begin with, before they are made unique. */
export const SECTION = 'section-';

/**
 * Has all ids of a text begin with something of its own, and what refers to them within the text follow. Headings keep
 * their short id as a name, which several texts on a page may share: links from elsewhere lead to it, on the page of the
 * text alone.
 */
export function makeIdsUnique(html: Root, prefix: string): void {
  if (prefix === '') return;
  const ids = new Set<string>();
  for (const element of [...elements(html)]) {
    const { id } = element.properties;
    if (typeof id !== 'string') continue;
    ids.add(id);
    element.properties.id = `${prefix}-${id}`;
    if (id.startsWith(SECTION))
      element.children.unshift({ type: 'element', tagName: 'a', properties: { name: id }, children: [] });
  }
  for (const { properties } of elements(html)) {
    const target = typeof properties.href === 'string' ? targetOf(properties.href) : undefined;
    if (target !== undefined && ids.has(target)) properties.href = `#${prefix}-${String(properties.href).slice(1)}`;
    if (Array.isArray(properties.ariaDescribedBy))
      properties.ariaDescribedBy = properties.ariaDescribedBy.map((id) => `${prefix}-${id}`);
  }
}

/** What the ids of a text begin with that belongs to something with an id, in a language where it has several. */
export function idsOf(id: string, locale?: string): string {
  // The end of an id is what no other has.
  const own = `t${id.replaceAll('-', '').slice(-12).toLowerCase()}`;
  return locale === undefined ? own : `${own}-${locale}`;
}

function targetOf(href: string): string | undefined {
  if (!href.startsWith('#')) return undefined;
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return undefined;
  }
}

/** All elements below one, from the first to the last. */
export function* elements(parent: Root | Element): Generator<Element> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue;
    yield child;
    yield* elements(child);
  }
}
