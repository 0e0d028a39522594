import { isIPv4, isIPv6 } from 'node:net';

/** The first six groups of IPv4 written as IPv6: by systems that take both, and by translators (RFC 6052). */
const IPV4_WITHIN = [[0, 0, 0, 0, 0, 0xffff].join(':'), [0x64, 0xff9b, 0, 0, 0, 0].join(':')];

/**
 * The network address that a caller is counted by. An IPv4 address is one line into the house; of IPv6 everyone has a
 * network of 64 bits, and so more addresses than could ever be counted: they are counted by the network. Anything else,
 * which only a proxy could have sent, is one caller.
 * @param ip as the web server has it, also IPv4 written as IPv6, or with a zone
 */
export function callerAddress(ip: string): string {
  if (isIPv4(ip)) return ip;
  const [address] = ip.split('%') as [string];
  if (!isIPv6(address)) return 'unknown';
  // As browsers write addresses: in small letters, without needless zeros, and all in hexadecimal.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const parts = (text = '') => text.split(':').filter(Boolean);
  const filled = tail === undefined ? [] : Array(8 - parts(head).length - parts(tail).length).fill('0');
  const groups = [...parts(head), ...filled, ...parts(tail)].map((group) => Number.parseInt(group, 16));
  if (IPV4_WITHIN.includes(groups.slice(0, 6).join(':')))
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::`;
}
