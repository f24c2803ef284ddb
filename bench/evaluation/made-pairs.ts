/** Made answers and their references, the same for the same number: as long as summaries are, some right and some far off. */

export type MadePair = [answer: string, reference: string];

const sentences = [
  'The customer reports that the blender, order 88121, arrived with a cracked jar and asks for a replacement by Friday.',
  'Ana wants her refund of $1,250.50 to be sent to the new account, since the old one was closed two weeks ago.',
  'The parcel is said to be delivered; nobody in the house has it, and the neighbours know nothing either.',
  'He asks whether the "premium" plan can be cancelled before the end of the month, and what that would cost.',
  'La cliente écrit que le café set est très joli, mais une tasse est fêlée; elle voudrait un échange.',
  'Thanks for the quick answer of last week: the invoice is right now, and the matter can be closed.',
  'They changed their address twice, which is why three letters came back, and ask to be called at +44 20 7946 0018.',
  'The app shows an error (code E-4012) after each log-in since the update, on two telephones and a tablet.',
].map((sentence) => sentence.split(' '));

/** Some 20 words each; of each answer about a third are other words than those of its reference. */
export function madePairs(count: number): MadePair[] {
  let state = 88_121;
  const draw = (below: number) => {
    // The generator of Numerical Recipes: the upper bits are good enough for picking words.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, index) => {
    const reference = sentences[index % sentences.length]!.with(0, `Case ${index}:`);
    const other = sentences[draw(sentences.length)]!;
    const answer = reference.map((word) => (draw(3) === 0 ? other[draw(other.length)]! : word));
    return [answer.join(' '), reference.join(' ')];
  });
}
