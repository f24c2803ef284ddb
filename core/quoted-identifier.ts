/** A name as an identifier of GoogleSQL, whatever characters it has. */
export const quotedIdentifier = (name: string): string => `\`${name.replace(/[\\`]/g, String.raw`\$&`)}\``;
