// How people write: for each intent what they tell, what they ask, and the one sentence that sums it up.
// [a|b] chooses one, <name> is filled in; both nest.

const item = '[my|the] <product>';
const order = '[order <order>|order number <order>|order no. <order>|order #<order>]';
const inOrder = `[from ${order}|in ${order}|(${order})]`;

/** `facts` and `wishes` are one sentence each; an email has one of both, in either order. `subject` is the subject line. */
export const intents = {
  replacePart: {
    summary: '<Name> asks to replace the <defect> <part> of the <product> in order <order>.',
    subject: '[Broken part|Damaged <product>|Problem with order <order>]',
    facts: [
      `The <part> of ${item} ${inOrder} [is|was] <defect> [when I opened the box|on arrival|straight out of the box].`,
      `[Yesterday|This morning|Last week] ${item} ${inOrder} [arrived|came|was delivered] with a <defect> <part>.`,
      `I [unpacked|opened|set up] ${item} ${inOrder} and [saw|noticed|found] that the <part> is <defect>.`,
      `${order} [was|is] a <product>, and [sadly|unfortunately] its <part> is <defect>.`,
      `[My <product>|The <product>] has a <defect> <part>; [it is|this is|that was] ${order}.`,
    ],
    wishes: [
      '[Can|Could] you [send|mail|ship] me a new one?',
      '[Please|Kindly] send a replacement [part|for it] [soon|this week|quickly].',
      'I [need|would like|just want] a new <part>, [not a new <product>|nothing else|that is all].',
      '[How|Where] do I get [another <part>|a new <part>|a spare <part>]?',
    ],
  },
  missingPart: {
    summary: '<Name> asks to send the missing <part> of the <product> in order <order>.',
    subject: '[Something is missing|Incomplete delivery|Order <order> not complete]',
    facts: [
      `${item} ${inOrder} [came|arrived|was delivered] without [a|the|its] <part>.`,
      `The <part> of ${item} ${inOrder} [was not in the box|is nowhere to be found|was left out of the parcel].`,
      `I [unpacked|opened|emptied] the whole box of ${order} and there is no <part> for the <product>.`,
      `[There should be|The list says there is] a <part> with the <product> ${inOrder}, but [I cannot find it|it is not there].`,
      `${order}, a <product>, [lacks|is short of] one <part>.`,
    ],
    wishes: [
      '[Can|Could|Will] you [send|post|mail] it [to me|separately|after me]?',
      '[Please|Kindly] send [it|what is missing] [soon|before the weekend|as quickly as you can].',
      'Without it I cannot use [anything|the thing at all|my new purchase].',
      'I [hope|trust] you can [send the rest|complete my order|deliver it later].',
    ],
  },
  refund: {
    summary: '<Name> wants a refund for the <product> in order <order> because it <fault>.',
    subject: '[Money back|Refund please|Not happy with my <product>]',
    facts: [
      `${item} ${inOrder} <fault>.`,
      `I [am sorry to say|have to tell you|must say] that ${item} ${inOrder} <fault>.`,
      `[After two days|After one week|From the first day] it was clear that ${item} ${inOrder} <fault>.`,
      `The <product> I [bought|ordered|got] [from you|at your shop|online] (${order}) <fault>.`,
      `${order} is a [disappointment|letdown]: the <product> <fault>.`,
    ],
    wishes: [
      '[I want|I would like|Please give me] my money back.',
      '[Please|Kindly] refund [me|the full price|what I paid].',
      'I am [sending it back|returning it] and [expect|want|ask for] a refund.',
      'A refund [would be fair|is all I ask for|is what I want], not [a new one|a repair|a voucher].',
      'How [do|can] I [get|claim] a refund?',
    ],
  },
  repair: {
    summary: '<Name> asks to repair the <product> in order <order> because it <fault>.',
    subject: '[Repair|Can you fix my <product>?|Warranty for order <order>]',
    facts: [
      `${item} ${inOrder} <fault>.`,
      `[Since yesterday|Since last month|For a week now] ${item} ${inOrder} <fault>.`,
      `I [like|love] the <product> ${inOrder}, but [lately|now|since Sunday] it <fault>.`,
      `[It is still under warranty, but|Sadly] ${item} ${inOrder} <fault>.`,
      `There is [a problem|an issue|some trouble] with ${order}: the <product> <fault>.`,
    ],
    wishes: [
      '[Can|Could] you [repair|fix|mend] it?',
      'I would like [to have it repaired|you to repair it|it to be fixed].',
      'Where [can|do|should] I [send|bring] it for repair?',
      '[Please|Kindly] [repair it|have it fixed], I do not want [a new one|my money back].',
    ],
  },
  late: {
    summary: '<Name> asks where the <product> in order <order> is after <days> days.',
    subject: '[Where is my parcel?|Late delivery|Order <order> has not come]',
    facts: [
      `I [ordered|paid for|bought] a <product> [<days> days ago|and have waited <days> days] (${order}) and [nothing came|it is not here|it has not arrived].`,
      `It has been <days> days [since I ordered|and there is no sign of] the <product> ${inOrder}.`,
      `<days> days [later|have passed and] ${item} ${inOrder} [is still not here|has not turned up|has not been delivered].`,
      `After <days> days I am still [waiting|hoping] for the <product> ${inOrder}.`,
      `${order} was placed <days> days ago, and the <product> [is nowhere|has not come|never came].`,
    ],
    wishes: [
      '[Where is it|Where is my parcel|Where did it go]?',
      '[Can|Could] you [check|find out|tell me] where it is?',
      '[Please|Kindly] [track it|look into it|ask the courier] [for me|today].',
      'When [will|can] I [get|expect] it?',
    ],
  },
  wrongColor: {
    summary: '<Name> got a <color> <product> instead of a <otherColor> one in order <order>.',
    subject: '[Wrong color|Not what I ordered|Mix-up with order <order>]',
    facts: [
      `I [ordered|asked for|chose|wanted] a <otherColor> <product> ${inOrder} [but got|and you sent|but received] a <color> one.`,
      `${item} ${inOrder} is <color>, [not|and not] <otherColor> as [ordered|I asked|it should be].`,
      `[Instead of|Rather than] the <otherColor> <product> ${inOrder}, a <color> one [came|arrived|was in the box].`,
      `You [sent|delivered|shipped] a <color> <product> [for|with] ${order}; I [ordered|wanted|paid for] <otherColor>.`,
    ],
    wishes: [
      '[How|What] [do we do about this|can we fix this|should I do now]?',
      '[This is|That is] [not what I paid for|clearly a mistake|the wrong one].',
      'Somebody [mixed it up|took the wrong box|made a mistake].',
      'I [am|was] [surprised|puzzled|a bit annoyed], to be honest.',
    ],
  },
  exchange: {
    summary: '<Name> wants to exchange the <product> in order <order> for a <color> one.',
    subject: '[Exchange|Another color please|Question about order <order>]',
    facts: [
      `${item} ${inOrder} [is fine|works well|is good], but the color [does not fit|is wrong for us|does not suit me].`,
      `I [bought|received|have] the <product> ${inOrder} and [regret|no longer like] [the color|my choice of color].`,
      `The <product> [that I ordered|that came] (${order}) does not go with [my home|our rooms|the rest].`,
      `${order}, the <product>, [is not used yet|is still in its box|is unopened].`,
    ],
    wishes: [
      '[Can|Could|May] I [exchange|swap|trade] it for a <color> one?',
      'I [would like|would rather have|prefer] a <color> one [instead|in exchange|for it].',
      '[Please|Kindly] [exchange it|take it back and send] [for|me] a <color> one.',
      'Do you [have|offer] a <color> one [that I can swap it for|in exchange]?',
    ],
  },
  cancel: {
    summary: '<Name> wants to cancel order <order> for the <product>.',
    subject: '[Cancel order <order>|Cancellation|I changed my mind]',
    facts: [
      `I [ordered|bought] a <product> [last night|an hour ago|this morning] (${order}).`,
      `[By mistake|By accident] I [ordered|bought] [a <product>|the <product> twice] [with|under] ${order}.`,
      `I [no longer need|do not need|changed my mind about] the <product> ${inOrder}.`,
      `[My|A] [brother|friend|neighbor] [just gave me|has found me] a <product>, so I do not need ${order}.`,
    ],
    wishes: [
      '[Please|Kindly] cancel [it|the order|everything].',
      '[Can|Could] you [stop|cancel|call off] [it|the order] [before it ships|in time]?',
      'I [want|would like|have] to cancel.',
      '[Is it|It is hopefully not] too late to cancel?',
    ],
  },
  address: {
    summary: '<Name> asks to send the <product> in order <order> to <city>.',
    subject: '[New address|Change of address|Delivery of order <order>]',
    facts: [
      `I [ordered|am waiting for|will soon get] the <product> ${inOrder}, but [I have moved|we are moving|I am away].`,
      `The address [of|for] ${order}, the <product>, is [wrong|old|no longer right].`,
      `${item} ${inOrder} [has not shipped|is not on its way|is still at your place], I [hope|think].`,
      `[By mistake|Silly me:] I gave my old address for the <product> ${inOrder}.`,
    ],
    wishes: [
      '[Please|Kindly] [send|ship|deliver] it to [<city>|my new home in <city>|my office in <city>].',
      '[Can|Could] it [go|be sent|be delivered] to <city>?',
      'It [should|must|has to] [go|be shipped|come] to <city> [now|instead|please].',
      'My [new|correct] address is in <city>.',
    ],
  },
  chargedTwice: {
    summary: '<Name> was charged twice for the <product> in order <order>.',
    subject: '[Charged twice|Wrong payment|Billing of order <order>]',
    facts: [
      `You [charged|billed|debited] me twice for the <product> ${inOrder}.`,
      `My [bank|card] [statement|account] shows two payments for [${order}, a <product>|the <product> ${inOrder}].`,
      `I [paid|was charged] two times for [one|a single] <product> (${order}).`,
      `The [money|price] for the <product> ${inOrder} [was taken|left my account] twice.`,
    ],
    wishes: [
      '[Please|Kindly] [check|look into|correct] [this|it|the payment].',
      '[Can|Could] you [explain|sort out|put right] [this|that]?',
      'One payment [is enough|was a mistake|must be wrong].',
      'I [ordered only one|have the receipts|can send proof].',
    ],
  },
  invoice: {
    summary: '<Name> asks for an invoice for the <product> in order <order>.',
    subject: '[Invoice|Invoice for order <order>|Paperwork]',
    facts: [
      `I [bought|ordered|received] a <product> [from you|at your shop|for work] (${order}).`,
      `There was no [bill|invoice|paper] with the <product> ${inOrder}.`,
      `[My boss|My accountant|The tax office] asks for [papers|a document] about the <product> ${inOrder}.`,
      `${item} ${inOrder} [came|arrived] [safely|yesterday|on time].`,
    ],
    wishes: [
      '[Can|Could] you [send|email|give] me [an|the] invoice?',
      'I [need|am missing|still need] the invoice [for my taxes|for my company|for the insurance].',
      '[Please|Kindly] send [an|the] invoice [as a PDF|by email|to this address].',
      'Where [do|can] I [find|get|download] the invoice?',
    ],
  },
  manual: {
    summary: '<Name> asks for the manual of the <product> in order <order>.',
    subject: '[Manual|How does it work?|Instructions for my <product>]',
    facts: [
      `I [have|got|received] the <product> ${inOrder}, but [I do not know how it works|nothing explains it|no booklet].`,
      `${item} ${inOrder} [came|arrived] [safely|on Monday|well packed], only [I am lost with it|we cannot set it up].`,
      `[We|I] [tried|have tried] to set up the <product> ${inOrder} [in vain|for two hours|without luck].`,
      `The booklet [of|for] the <product> ${inOrder} is [in a language I cannot read|lost|unreadable].`,
    ],
    wishes: [
      '[Can|Could] you [send|email] me [a|the] manual?',
      'Is there a manual [online|in English|to download]?',
      '[Please|Kindly] send [a|the] manual [by email|as a PDF|soon].',
      'I [need|am looking for|would like] the manual.',
    ],
  },
  day: {
    summary: '<Name> asks to deliver the <product> in order <order> on <weekday>.',
    subject: '[Delivery day|When do you deliver?|Delivery of order <order>]',
    facts: [
      `I am [expecting|waiting for|looking forward to] the <product> ${inOrder}.`,
      `${item} ${inOrder} [will be shipped|is due|should come] [soon|this week|next week].`,
      `Your [driver|courier] [rang|came by] with the <product> ${inOrder} [while I was out|when nobody was home].`,
      `I [ordered|bought] a <product> (${order}) and [work all day|am hardly at home|am out a lot].`,
    ],
    wishes: [
      '[Please|Kindly] [deliver|bring] it on <weekday>.',
      '[Can|Could] [you|the driver] [come|deliver it] on <weekday>?',
      'On <weekday> [I am at home|somebody is here|it would suit me best].',
      '<weekday> [would be best|works for me|is the only day that suits me].',
    ],
  },
  more: {
    summary: '<Name> asks to add <count> more of the <product> to order <order>.',
    subject: '[More, please|Adding to order <order>|One more thing]',
    facts: [
      `I [ordered|bought] a <product> [today|last night|yesterday] (${order}).`,
      `${item} ${inOrder} [is|looks] [just right|great|perfect for us].`,
      `${order} [holds|has] [only one|a single] <product> so far.`,
      `We [like|love] the <product> ${inOrder} [very much|a lot].`,
    ],
    wishes: [
      '[Please|Kindly] add <count> more [to it|of them|to my order].',
      '[Can|Could] you [add|pack|include] <count> more?',
      'I [need|want|would like] <count> more [of the same|in the same parcel|with it].',
      '[Make it|It should be] <count> more, [please|if you can].',
    ],
  },
  thanks: {
    summary: '<Name> thanks the shop for the <product> in order <order>.',
    subject: '[Thank you|Great service|Happy with order <order>]',
    facts: [
      `${item} ${inOrder} [came|arrived] [a day early|quickly|in perfect shape].`,
      `I [use|enjoy|love] the <product> ${inOrder} every day.`,
      `${order}, [my|the] <product>, is [simply great|better than I hoped|just perfect].`,
      `The <product> ${inOrder} [works well|is lovely|was worth every cent].`,
    ],
    wishes: [
      '[Many thanks|A big thank you|Thanks a lot] [to all of you|to the whole team|for it]!',
      'I [just wanted|only write] to say thank you.',
      '[You made|You have made] [my day|us happy|me smile], thank you.',
      'Nothing to complain about, [only praise|just thanks|only my thanks].',
    ],
  },
};

export const openings = [
  '[Hi|Hello|Hey|Good morning|Good evening|Good day],',
  '[Hi|Hello|Dear] [team|shop|all|everyone|support|Sir or Madam],',
  '[Hi|Hello] there,',
  'To whom it may concern,',
  '',
];

/** Sentences that carry nothing for the summary. */
export const asides = [
  '[I have been|I am] a [happy|loyal|regular] customer [for years|of yours|since 2019].',
  'It [was meant as|was to be|is] a [gift|present|surprise] for my <relative>.',
  'My <relative> [told me about|likes|recommended] your shop.',
  'I [paid|have paid] [by card|in advance|with a voucher].',
  'The [box|parcel|packaging] [itself looked fine|was in good shape|was wet on one side].',
  'It [cost|cost me] <price> [euros|dollars].',
  'I [called|phoned] your [office|hotline] [twice|last week] and [nobody answered|was put on hold].',
  'My <relative> [is asking|keeps asking] about it.',
  'I [could not find|did not see] [a form for this|anything about it] on your website.',
  'We [leave for|are off on] [vacation|a trip] [soon|next week].',
  'I [do not want to complain|know you are busy|am sure it is nothing], but still.',
  'My [last|previous] order [was fine|went well|came quickly].',
  'I [add|attach|can send] [a photo|some photos|a picture].',
  'It is [for our kitchen|for the office|for the weekend|the second one we own].',
  'The [driver|courier] was [very kind|in a hurry|rather rude].',
];

export const closings = [
  '[Thanks|Thank you|Many thanks|Cheers][!|,|.]',
  '[Best|Best wishes|Kind regards|Regards|Yours|Greetings],',
  '[Thanks|Thank you] [in advance|for your help|and best wishes],',
  '[Looking forward to your answer|Hope to hear from you|Please let me know],',
  '',
];
