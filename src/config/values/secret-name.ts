/** Whether a variable or option of that name probably holds a secret, which no message should show. */
export function isSecretName(name: string): boolean {
  return /pass|pwd|secret|token|key|credential|auth|private/i.test(name);
}
