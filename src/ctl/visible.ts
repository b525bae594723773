/**
 * Text in which no character can act on a terminal: a name or a message of a hostile server must not move the cursor,
 * change colours or type. C0 controls become their Unicode pictures (ESC U+241B), C1 controls and those that turn the
 * writing direction U+FFFD. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(acting, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}

const acting = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
