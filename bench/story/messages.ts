/** What customers of the story's shop write: eight intents, each said in old words and, once people speak differently, in new ones. */
import { evenly } from '../gate/instant-pipeline';

export interface Message {
  text: string;
  intent: string;
}

const words: Record<string, { old: string[]; recent: string[] }> = {
  delivery: { old: ['parcel', 'courier', 'shipped', 'arrive'], recent: ['locker', 'drone', 'pickup', 'dispatch'] },
  refund: { old: ['refund', 'money', 'repaid', 'credited'], recent: ['chargeback', 'wallet', 'reversal', 'payback'] },
  invoice: { old: ['invoice', 'bill', 'receipt', 'charged'], recent: ['statement', 'instalment', 'ledger', 'dues'] },
  password: { old: ['password', 'login', 'account', 'reset'], recent: ['passkey', 'biometric', 'handle', 'onetime'] },
  warranty: { old: ['broken', 'warranty', 'repair', 'defect'], recent: ['bricked', 'glitch', 'firmware', 'flicker'] },
  exchange: { old: ['exchange', 'size', 'swap', 'return'], recent: ['fitting', 'refit', 'rebox', 'switchover'] },
  discount: { old: ['discount', 'voucher', 'coupon', 'offer'], recent: ['promo', 'cashback', 'perk', 'bundle'] },
  stock: { old: ['stock', 'available', 'soldout', 'restock'], recent: ['drop', 'waitlist', 'preorder', 'backlog'] },
};

export const intents = Object.keys(words);

const openings = [
  'hello',
  'please help',
  'good morning',
  'a question',
  'hi there',
  'once more',
  'dear team',
  'quick one',
];

/** Who means one thing and says another: so many messages nobody could sort. */
const muddled = 0.05;

const pick = <T>(items: readonly T[], draw: number): T => items[Math.floor(draw * items.length)]!;

/** @param name the same is the same message @param recent share of messages in new words */
export function messageOf(name: string, recent: number): Message {
  const draw = (what: string) => evenly(`${name} ${what}`);
  const intent = pick(intents, draw('intent'));
  const said = draw('muddled') < muddled ? pick(intents, draw('said')) : intent;
  const own = words[said]![draw('recent') < recent ? 'recent' : 'old'];
  const number = 1000 + Math.floor(9000 * draw('number'));
  return {
    text: `${pick(openings, draw('opening'))}: ${pick(own, draw('a'))} ${pick(own, draw('b'))} ${number}`,
    intent,
  };
}
