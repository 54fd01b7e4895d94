import { describe, expect, it } from 'vitest'
import { FieldReader } from '../../../../../src-main/simulator/tws-server/wire/fields.ts'

const reading = <Value>(text: string, read: (fields: FieldReader) => Value): Value => {
  const fields = new FieldReader([text])
  const value = read(fields)
  if (fields.failure !== null) throw new Error(fields.failure.message)
  return value
}

describe('a number', () => {
  it.each<[string, number | null]>([
    ['', null],
    ['0', 0],
    ['190.25', 190.25],
    ['-3', -3],
    ['1e-05', 0.00001],
    ['.5', 0.5],
    ['1.7976931348623157E308', null],
    ['1.7976931348623157e+308', null],
  ])('written as %j is %j', (text, value) => {
    expect(reading(text, (fields) => fields.optionalDouble('price'))).toBe(value)
  })

  it.each(['NaN', 'nan', 'inf', 'Infinity', '12x', '1,5', '0x10', '1e999', ' 1', '--1', 'None'])(
    'written as %j is refused',
    (text) => {
      const fields = new FieldReader([text])
      expect(fields.optionalDouble('price')).toBeNull()
      expect(fields.failure).toEqual({ code: 'bad-field', message: `price cannot be read: ${text}` })
    },
  )

  it.each(['Infinity', 'inf'])('that may be infinite can be written as %s', (text) => {
    expect(reading(text, (fields) => fields.doubleOrInfinity('offset'))).toBe(Number.POSITIVE_INFINITY)
  })

  it.each(['9223372036854775807', '170141183460469231731687303715884105727'])('of shares is unset as %s', (text) => {
    expect(reading(text, (fields) => fields.optionalDecimal('quantity'))).toBeNull()
  })
})

describe('an integer', () => {
  it.each<[string, number | null]>([
    ['', null],
    ['2147483647', null],
    ['-2147483647', -2_147_483_647],
    ['17', 17],
  ])('written as %j is %j', (text, value) => {
    expect(reading(text, (fields) => fields.optionalInteger('size'))).toBe(value)
  })

  it.each(['1.5', '2147483648', '99999999999', 'one', '1e3', '+1'])('written as %j is refused', (text) => {
    const fields = new FieldReader([text])
    fields.optionalInteger('size')
    expect(fields.failure?.code).toBe('bad-field')
  })

  it.each(['', '2147483647'])('that has to be there is refused as %j', (text) => {
    const fields = new FieldReader([text])
    fields.id()
    expect(fields).toMatchObject({ failure: { code: 'bad-field' }, subject: null })
  })
})

describe('a flag', () => {
  it.each<[string, boolean]>([
    ['1', true],
    ['true', true],
    ['True', true],
    ['0', false],
    ['', false],
    ['false', false],
    ['2147483647', false],
  ])('written as %j is %j', (text, value) => {
    expect(reading(text, (fields) => fields.flag('transmit'))).toBe(value)
  })

  it.each(['2', 'yes', '-1'])('written as %j is refused', (text) => {
    const fields = new FieldReader([text])
    fields.flag('transmit')
    expect(fields.failure?.code).toBe('bad-field')
  })
})

describe('options', () => {
  it.each(['a=1;b=x=y;', 'a=1;b=x=y'])('written as %s are two', (text) => {
    expect(reading(text, (fields) => fields.tagValues('options'))).toEqual([
      { tag: 'a', value: '1' },
      { tag: 'b', value: 'x=y' },
    ])
  })

  it.each(['=1;', 'a;', 'a=1;b'])('written as %s are refused', (text) => {
    const fields = new FieldReader([text])
    fields.tagValues('options')
    expect(fields.failure?.code).toBe('bad-field')
  })
})

describe('the reader of fields', () => {
  it('keeps the first failure, and reads nothing after it', () => {
    const fields = new FieldReader(['x', '1'])
    fields.integer('first')
    expect(fields.integer('second')).toBe(0)
    expect(fields.failure?.message).toBe('first cannot be read: x')
  })

  it.each(['3', '-1', '2000000000'])('refuses %s groups where there are fields for two', (count) => {
    const fields = new FieldReader([count, 'a', 'b', 'c', 'd'])
    expect(fields.count('legs', 2)).toBe(0)
    expect(fields.failure?.code).toBe('bad-field')
  })

  it('shows no more than the beginning of what it could not read', () => {
    const fields = new FieldReader(['9'.repeat(100_000)])
    fields.integer('id')
    expect(fields.failure?.message.length).toBeLessThan(80)
  })
})
