/** Input or flags that the golden script cannot work with; its message is one line for the person at the terminal. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
}
