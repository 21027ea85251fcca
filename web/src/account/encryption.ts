/** Returns whether the page uses plain HTTP to another machine, so that the connection can be intercepted. */
export function isUnencrypted({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean {
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
