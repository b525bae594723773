/** Where the server's URL was found; messages about a failed connection name it. */
export type UrlOrigin =
  | { readonly kind: "option" }
  | { readonly kind: "configuration"; readonly path: string }
  | { readonly kind: "default" }
  | { readonly kind: "opened" };
