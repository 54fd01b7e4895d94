declare const brand: unique symbol

/** A primitive that the compiler keeps apart from its look-alikes. The brand exists in types only. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
