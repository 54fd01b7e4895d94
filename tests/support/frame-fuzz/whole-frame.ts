const LENGTH_BYTES = 4

/** The same bytes as a frame whose length and last NUL are right, so that what is broken is inside. */
export function wholeFrame(bytes: Buffer): Buffer {
  const body = bytes.subarray(LENGTH_BYTES)
  const whole = Buffer.concat([
    Buffer.alloc(LENGTH_BYTES),
    body,
    body.at(-1) === 0 ? Buffer.alloc(0) : Buffer.from([0]),
  ])
  whole.writeUInt32BE(whole.length - LENGTH_BYTES)
  return whole
}
