type Properties<E> = { readonly [K in keyof E]?: E[K] | undefined } & {
  /** What is no property, or is named otherwise as one. */
  readonly attr?: Readonly<Record<string, string>>
}

/** An element with its properties and children. Text is text, whatever stands in it. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { attr = {}, ...properties }: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties)
  for (const [name, value] of Object.entries(attr)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
