/** The text that explains a control, where there is one. */
export function described(id: string | undefined): { readonly 'aria-describedby'?: string } {
  return id === undefined ? {} : { 'aria-describedby': id };
}
