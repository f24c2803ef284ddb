// What emails say around a question, and how one asks in a few words.
export const notThere = 'That is not in our handbook.';
export const openings = ['Hi,', 'Hello,', 'Good morning,', 'Dear team,', 'Hello Hearthline,'];
export const closings = ['Thanks, Ana', 'Regards, Tom', 'Best wishes, Mia', 'Thank you, Jonas', 'Cheers, Lena'];
export const frames = [
  (a, b, c) => `What about ${a}, ${b} and ${c}?`,
  (a, b, c) => `I have a question about ${a}, ${b} and ${c}.`,
  (a, b, c) => `How is it with ${a}, ${b} and ${c}?`,
  (a, b, c) => `Is there a rule on ${a}, ${b} and ${c}?`,
];
